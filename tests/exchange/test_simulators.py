"""The far ends' records: a file of them, and made-up ones for newcomers."""

from __future__ import annotations

import json

import pytest

from app.errors import Invalid
from app.exchange.rules import DEPARTMENTS, FACT_KEYS
from app.exchange.rules.shapes import malformed
from app.exchange.simulators.far_end import Switches, answer
from app.exchange.simulators.invented import invent
from app.exchange.simulators.registries import Registries, load
from tests.exchange.conftest import record

ENDINGS = "0123456789X"


def test_a_registries_file_is_read(tmp_path):
    path = tmp_path / "registries.jsonl"
    path.write_text("\n".join(json.dumps(record(number)) for number in ("11", "22")) + "\n\n", encoding="utf-8")
    registries = load(path)
    assert registries.find("22", "林 海")["income_monthly"] == 2400
    assert registries.find("33", "林海") is None


def test_a_broken_line_is_named_by_its_number_without_its_content(tmp_path):
    path = tmp_path / "registries.jsonl"
    path.write_text(json.dumps(record()) + '\n{"id_number": "440402198503070012"\n', encoding="utf-8")
    with pytest.raises(Invalid) as caught:
        load(path)
    assert "2" in caught.value.message and "440402198503070012" not in caught.value.message


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_newcomer_gets_the_same_believable_record_every_time(ending):
    made = invent("44040219900101001" + ending, "新人")
    assert made == invent("44040219900101001" + ending, "新人")
    assert malformed({key: made[key] for key in FACT_KEYS}, FACT_KEYS) == []


def results(ending: str) -> dict[str, str]:
    registries = Registries(invents=True)
    person = {"name": "新人", "id_number": "44040219900101001" + ending}
    found = {}
    for code, department in DEPARTMENTS.items():
        asked = {
            "request_id": "1",
            "purpose": "p",
            "authorisation": "a",
            "case_number": "c",
            "items": list(department.items),
        }
        reply = answer(code, asked | {"person": person}, registries, Switches())
        found[code] = "late" if reply.late else reply.body["result"]
    return {code: result for code, result in found.items() if result != "found"}


def test_the_last_character_chooses_what_a_newcomer_sees():
    odd = {ending: results(ending) for ending in ENDINGS}
    assert odd["3"] == {"land": "unknown"}
    assert odd["4"] == {"tax": "late"}
    assert odd["5"] == {"police": "partial"}
    assert all(odd[ending] == {} for ending in "0126789X")
    assert invent("1", "新人")["houses"] and invent("6", "新人")["housing_guarantee"]
    assert invent("2", "新人")["income_monthly"] == 12000
    assert not invent("7", "新人")["hukou"]["local"] and invent("8", "新人")["assistance"]["kind"] == "低保"


def test_without_inventing_nobody_is_made_up():
    assert Registries().find("44040219900101001X", "新人") is None
