"""Files of other tools: made by hand in the manner of each tool's export. Each is read, and all that is wrong in it is named."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from app import engine
from app.engine import definitions, source
from app.errors import DesignError
from tests.engine.drawing import diagram, end, flow, start, user
from tests.engine.refused import REFUSED

FOLDER = Path(__file__).parent / "exports"
NAMED = {
    "camunda8": {
        "Process_repair": ["userTaskForm"], "Activity_look": ["bindingType", "candidateUsers", "priorityDefinition", "taskListeners", "repair_look"],
        "Activity_bill": ["taskHeaders", "io.camunda:http-json:1"], "Activity_adhoc": ["adHoc", "即席"],
    },
    "camunda7": {
        "StartEvent_1": ["initiator"], "Activity_check": ["formKey", "没有表单"], "Activity_do": ["class", "collection", "inputCollection", "没有写明步骤"],
        "Activity_rule": ["decisionRef", "没有写明决策"], "Flow_yes": ["=approved == true"], "Event_late": ["${days}"],
    },
    "signavio": {"sid-tenant": ["isExecutable", "开始事件"], "sid-t-send": ["没有流向到达", "没有消息"], "sid-o-start": ["不存在或没有名称"]},
    "bizagi": {
        "Id_1": ["timer"], "Id_2": ["循环没有条件", "没有表单"], "Id_3": ["默认流向"], "Id_f3": ["没有条件"], "Id_f4": ["没有条件"],
        "Id_4": ["调用哪个流程"],
    },
    "adonis": {
        "_model.7f3a": ["isExecutable"], "{6f9619ff-8b86-d011-b42d-00cf4fc964ff}": ["不能用的字符"],
        "_obj.link.a": ["link"], "_obj.link.b": ["link", "没有流向到达"], "_obj.5": ["没有流向到达"],
    },
    "trisotech": {"_ess": ["关联键"], "_b": ["补偿"], "_comp": ["补偿"], "_r": ["关联键"]},
    "bpmnio": {"Process_1": ["isExecutable"], "Gateway_0b": ["复杂网关"]},
    "aris": {
        "_ID-s": ["timer"], "_ID-look": ["没有表单"], "_ID-g": ["_f9"], "_f3": ["没有条件"], "_f4": ["没有条件"],
        "_ID-e2": ["escalation"],
    },
    "visio": {"3": ["不能用的字符"], "Start": ["引擎"], "Sheet 12": ["不能用的字符"], "Sheet.13": ["没有流向到达"], "Dynamic connector.16": ["targetRef"]},
}  # fmt: skip
"""Tool → element → what is said of it, in order of no importance; and nothing else is said."""
GOOD = diagram(start(), user("街道初审"), end(), flow("begin", "街道初审", "done")).decode()
NAMELESS = GOOD.partition("?>")[2]


@pytest.fixture
def check(app: Flask, db_session: Session) -> Any:
    def run(*paths: Path) -> Result:
        return app.test_cli_runner().invoke(args=["bpmn", "check", *map(str, paths)], catch_exceptions=False)

    return run


@pytest.mark.parametrize("tool", NAMED)
def test_an_export_is_read_and_everything_wrong_in_it_is_named(tool: str, check: Any) -> None:
    path = FOLDER / f"{tool}.bpmn"
    found = engine.check_files({path.name: path.read_bytes()}, forms=[])
    told: dict[str, list[str]] = {}
    for problem in found:
        assert problem["hint"] and problem["text"]
        told.setdefault(problem["element"], []).append(problem["text"] + problem["hint"])
    assert {element: len(texts) for element, texts in told.items()} == {e: len(w) for e, w in NAMED[tool].items()}
    for element, words in NAMED[tool].items():
        assert all(any(word in text for text in told[element]) for word in words), told[element]
    result = check(path)
    assert result.exit_code == 1
    assert all(element in result.output for element in told)
    assert len(result.output.splitlines()) == len(found) + 1  # a line each, also where a name has line breaks


def test_every_tool_has_its_file() -> None:
    assert {path.stem for path in FOLDER.glob("*.bpmn")} == set(NAMED)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("UTF-8", "UTF-16").encode("utf-16"),
        NAMELESS.encode("utf-16"),
        ("\ufeff" + NAMELESS).encode("utf-16-be"),
        f'<?xml version="1.0" encoding="GB18030"?>{NAMELESS}'.encode("gb18030"),
        f'<?xml version="1.0" encoding="GBK"?>{NAMELESS}'.encode("gbk"),
        GOOD.replace("><", ">\r\n<").encode(),
        f'<?xml version="1.0"?>\r\n<!-- 街道 -->\r\n<?tool x?>{NAMELESS}\r\n'.encode(),
        GOOD.replace("<bpmn:", "<").replace("</bpmn:", "</").replace("xmlns:bpmn=", "xmlns=").encode(),
    ],
    ids=["bom", "utf-16", "utf-16 undeclared", "utf-16 be", "gb18030", "gbk", "crlf", "comments", "default namespace"],
)
def test_however_a_file_is_encoded_it_is_kept_and_runs(content: bytes, deployed: Any) -> None:
    deployed(main=content)
    process = engine.start("main", business_key="K", data={}, by="citizen:1")
    (task,) = engine.open_tasks(process_id=process.id)
    assert task.element == "街道初审"
    kept = definitions.content(engine.rows.read_process(process.id).version_id)  # type: ignore[attr-defined]
    assert "街道初审" in kept and source.read(kept.encode(), "again") is not None
    assert engine.complete(task.id, {}, by="officer:1").state == "done"


def zipped(size: int) -> bytes:
    """A zip whose only file unpacks to `size` zeros."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("diagram.bpmn", b"0" * size)
    return kept.getvalue()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "doctype": (b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>', "DOCTYPE"),
    "external entity": (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "DOCTYPE"),
    "parameter entity": (b'<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]><x/>', "DOCTYPE"),
    "billion laughs": (f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><x>&l9;</x>'.encode(), "不是可读的 XML"),
    "50 MB": (b"<x>" + b" " * 50_000_000 + b"</x>", "MB"),
    "deep": (b"<a>" * 200 + b"</a>" * 200, "嵌套"),
    "deeper than the reader goes": (b"<a>" * 100_000 + b"</a>" * 100_000, "不是可读的 XML"),
    "too many elements": (b"<x>" + b"<a/>" * 60_000 + b"</x>", "元素"),
    "zip bomb": (zipped(200_000_000), "压缩"),
    "gzip": (b"\x1f\x8b\x08\x00" + b"\x00" * 50, "不是可读的 XML"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "不是可读的 XML"),
    "nothing": (b"", "不是可读的 XML"),
    "zeros": (b"\x00" * 1000, "不是可读的 XML"),
    "text": ("报修流程".encode(), "不是可读的 XML"),
    "wrong encoding": (b'<?xml version="1.0" encoding="no-such"?><x/>', "不是可读的 XML"),
    "broken UTF-8": (GOOD.encode().replace("街".encode(), b"\xff\xfe"), "不是可读的 XML"),
    "XPDL": (b'<Package xmlns="http://www.wfmc.org/2009/XPDL2.2" Id="p"/>', "不是 BPMN 2.0"),
    "BPMN of before 2.0": (b'<definitions xmlns="http://schema.omg.org/spec/BPMN/2.0"/>', "不是 BPMN 2.0"),
    "choreography": (b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><choreography id="c"><choreographyTask id="t"/></choreography></definitions>', "没有可执行的流程"),
    "no process": (b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><collaboration id="c"><participant id="p"/></collaboration></definitions>', "没有可执行的流程"),
    "attributes": (b"<x " + b" ".join(b'a%d="1"' % n for n in range(400_000)) + b"/>", "不是"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_diagram_is_refused_with_words_and_without_eating_the_machine(
    name: str, check: Any, tmp_path: Path
) -> None:
    content, says = HOSTILE[name]
    path = tmp_path / "given.bpmn"
    path.write_bytes(content)
    tracemalloc.start()
    try:
        result = check(path)
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()
    assert result.exit_code == 1
    assert says in result.output and "root:" not in result.output
    (problem,) = engine.check_files({"given.bpmn": content})
    assert problem["hint"]


def test_two_files_of_one_name_are_both_checked(check: Any, tmp_path: Path) -> None:
    for number in ("1", "2"):
        (tmp_path / number).mkdir()
        (tmp_path / number / "same.bpmn").write_bytes(
            REFUSED["unreachable"][0].replace(b'"main"', f'"p{number}"'.encode())
        )
    output = check(tmp_path / "1" / "same.bpmn", tmp_path / "2" / "same.bpmn").output
    assert "1/same.bpmn" in output and "2/same.bpmn" in output


def test_a_large_diagram_with_a_problem_at_every_element_is_checked_in_one_go(db_session: Session) -> None:
    names = [f"t{number}" for number in range(6_000)]
    drawn = diagram(
        start(), *[f'<bpmn:serviceTask id="{name}"/>' for name in names], end(), flow("begin", *names, "done")
    )
    found = engine.check_files({"large.bpmn": drawn})
    assert len(found) == len(names)


def test_a_file_that_is_refused_is_not_deployed(db_session: Session) -> None:
    with pytest.raises(DesignError) as refused:
        engine.deploy_files({"x.bpmn": (FOLDER / "visio.bpmn").read_bytes()}, by="officer:1")
    assert refused.value.problems[0]["element"] == "3"
