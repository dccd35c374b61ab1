"""What is right for notices and objections: masks, the closing day, the objection window, the tally.

Values in, values out. Sources: 个人信息保护法 25, 28; 政府信息公开条例 15, 37; 住建部令第11号 9; 民法典 201, 203.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.calendar import is_working_day

SHANGHAI = ZoneInfo("Asia/Shanghai")

GROUNDS = ("housing", "income", "assets", "household", "marriage", "identity", "procedure", "other")
"""Grounds of an objection: 住房 收入 财产 户籍人口 婚姻 身份造假 程序 其他."""

VERDICTS = ("upheld", "partly", "not_upheld", "unclear")
"""成立, 部分成立, 不成立, 线索不明."""
UPHOLDING = ("upheld", "partly")
REMEDIES = ("return", "reject")
"""What follows from a verdict that upholds: back to its level, or the end. There is no upholding without consequence."""

NEEDLESS = "needless"
"""No verdict at all: the application ended before there was one."""
_ENDED_BY = {
    "0000": "该申请已经撤回",
    **dict.fromkeys(("2030", "3030", "4030", "4060"), "该申请已被驳回"),
}

RENEWAL = 4
"""The notice of a lease that is to be renewed: its household is housed, and its case stays what it is."""
AWAITED_STATE = {1: "2040", 2: "3040", 3: "4040"}
OPEN_STATE = {1: "2050", 2: "3050", 3: "4050"}
OBJECTED_STATE = {1: "2060", 2: "3060", 3: "4055"}
PASSED_STATE = {3: "4070"}
"""After the first and the second notice the next authority has the case at once; after the third, registration waits."""

REVIEWERS = {
    1: ("street_reviewer", "street_approver"),
    2: ("district_reviewer", "district_approver"),
    3: ("city_reviewer", "city_approver"),
    RENEWAL: ("district_reviewer", "district_approver"),
}
"""Who investigates and who decides an objection: the handler and the approver of the notice's level."""

NEVER = ("income", "assets", "area", "health", "phone", "bank", "employer", "address", "members", "disability")
"""Never published, whatever the table of masks says."""

_NAMES = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里"
    "呼延东郭南门羊舌微生公户公玉公仪梁丘公仲公上公门公山公坚左丘公伯西门公祖第五公乘贯丘公皙南荣东里东宫仲长子书子桑即墨达奚褚师"
)
_COMPOUND = frozenset(_NAMES[i : i + 2] for i in range(0, len(_NAMES), 2))
_COARSE = {
    "10": "local",
    "20": "local",
    "30": "local",
    "40": "local",
    "50": "new_employee",
    "60": "migrant",
    "70": "new_employee",
}


def mask_name(name: str) -> str:
    """`张三` → `张*`, `欧阳小明` → `欧阳*`, `买买提·艾力` → `买*`, `Anna Li` → `A*`. One star: the length stays unknown."""
    name = name.strip()
    if name[:2] in _COMPOUND and len(name) > 2:
        return name[:2] + "*"
    return name[:1] + "*"


def mask_id(number: str) -> str:
    """First four and last four of an 18-character number around ten stars; a shorter one keeps only its ends."""
    number = number.strip()
    if len(number) >= 15:
        return number[:4] + "*" * 10 + number[-4:]
    return number[:1] + "*" * 10 + number[-1:] if len(number) > 4 else "*" * 10


def coarse_category(category: object) -> str:
    """`local` 户籍家庭 (10–40), `new_employee` 新就业 (50, 70), `migrant` 外来务工 (60): never 低保 or 特困."""
    return _COARSE.get(str(category), "local")


def place(town: str, community: str | None) -> str:
    """The community where the first notice names it and it is known, else the town."""
    return f"{town}{community}" if community else town


_MASKS = {
    "full": lambda facts, field: facts[field],
    "surname": lambda facts, field: mask_name(facts[field]),
    "edges": lambda facts, field: mask_id(facts[field]),
    "count": lambda facts, field: int(facts[field]),
    "coarse": lambda facts, field: coarse_category(facts[field]),
    "community": lambda facts, _: place(facts["town"], facts.get("community")),
    "town": lambda facts, _: place(facts["town"], None),
}


@dataclass(frozen=True)
class Mask:
    """One row of masks.csv: how a field is shown on notices of a level between two days (until is exclusive)."""

    valid_from: date
    valid_to: date | None
    level: int
    field: str
    shown: str

    def holds(self, level: int, day: date) -> bool:
        """Whether the row is in force for that level on that day."""
        return self.level == level and self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Terms:
    """One row of terms.csv: title, legal basis, channels, telephones and least length (days) of a level's notice."""

    valid_from: date
    valid_to: date | None
    level: int
    title: str
    minimum_days: int
    channels: str
    telephone: str
    hotline: str
    basis: str

    def holds(self, level: int, day: date) -> bool:
        """Whether the row is in force for that level on that day."""
        return self.level == level and self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def shown_of(facts: Mapping[str, object], masks: Iterable[Mask], *, level: int, day: date) -> dict[str, object]:
    """Exactly what the notice of `level` publishes of a household on `day`; a field without a row is not shown.

    `facts`: case_number, name, id_number, persons, category, town, community.
    """
    rows = [mask for mask in masks if mask.holds(level, day) and mask.field not in NEVER]
    return {mask.field: _MASKS[mask.shown](facts, mask.field) for mask in rows}


LABELS = {
    "case_number": "受理编号",
    "name": "申请人",
    "id_number": "证件号码",
    "persons": "家庭人口",
    "category": "类别",
    "place": "所在镇街",
}
CATEGORIES = {"local": "户籍家庭", "new_employee": "新就业", "migrant": "外来务工"}
"""As written into records (timeline): the trade's words, Chinese; pages translate through `words`."""


def labelled(shown: Mapping[str, object]) -> dict[str, object]:
    """What is shown, under its Chinese labels and with words for codes: for the case's timeline."""
    return {LABELS[field]: CATEGORIES[str(v)] if field == "category" else v for field, v in shown.items()}


def sha256_of(shown: Mapping[str, object]) -> str:
    """The hash of what was shown: SHA-256 over its JSON with sorted keys, no spaces, UTF-8."""
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def end_of(day: date) -> datetime:
    """24:00 of the closing day, Asia/Shanghai: the first moment that is too late."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=SHANGHAI)


def closing_problem(opens_on: date, closes_on: date, *, minimum_days: int) -> str | None:
    """Why a notice may not close on that day, or None. The opening day is not counted (民法典 201, 203)."""
    if (closes_on - opens_on).days < minimum_days:
        return f"公示期不足 {minimum_days} 日：{opens_on} 至 {closes_on}"
    if not is_working_day(closes_on):
        return f"公示期不得在休息日届满：{closes_on}"
    return None


def may_object(now: datetime, *, closes_at: datetime) -> bool:
    """An objection is in time before 24:00 of the closing day; at 24:00:00 it is too late."""
    return now < closes_at


def days_left(today: date, closes_on: date) -> int:
    """Days left, the closing day included: 1 on the closing day itself."""
    return max(0, (closes_on - today).days + 1)


def objection_problems(answers: Mapping[str, str], *, files: int) -> dict[str, str]:
    """What is wrong with an objection as typed: field → problem code (`required`, `phone`, `lead`, `long`).

    Real name: name and phone. Anonymous: a concrete lead (where, when, what) of at least 10 characters, or a file.
    """
    problems: dict[str, str] = {}
    if answers.get("grounds") not in GROUNDS:
        problems["grounds"] = "required"
    if not answers.get("text", "").strip():
        problems["text"] = "required"
    if answers.get("manner") not in ("real_name", "anonymous"):
        problems["manner"] = "required"
    problems |= _real_name_problems(answers) if answers.get("manner") == "real_name" else {}
    problems |= _lead_problems(answers, files) if answers.get("manner") == "anonymous" else {}
    problems |= {field: "long" for field in ("text", "lead") if len(answers.get(field, "")) > 2000}
    problems |= {field: "long" for field in ("name",) if len(answers.get(field, "")) > 50}
    return problems


def _real_name_problems(answers: Mapping[str, str]) -> dict[str, str]:
    problems = {} if answers.get("name", "").strip() else {"name": "required"}
    phone = answers.get("phone", "").strip().replace(" ", "").replace("-", "")
    if not phone:
        problems["phone"] = "required"
    elif not (phone.isascii() and phone.isdigit() and 8 <= len(phone) <= 12):
        problems["phone"] = "phone"
    return problems


def _lead_problems(answers: Mapping[str, str], files: int) -> dict[str, str]:
    lead = "".join(answers.get("lead", "").split())
    return {} if len(lead) >= 10 or (lead and files) else {"lead": "lead"}


def why_needless(state: str) -> str:
    """Why nothing is decided on an objection, from the state in which the application ended."""
    ended = _ENDED_BY.get(state, "该申请已经终止办理")
    return f"{ended}，公示内容不再作为审核依据，无须再对本件异议作出认定。您反映的情况已存入该申请的档案。"


def tally(decisions: Iterable[Mapping[str, str | None]]) -> dict[str, object]:
    """What the objections of an entry come to: `{open_objections, upheld, remedy, reasons}`.

    Each decision: verdict (None while undecided), remedy, reasons. Upheld or partly upheld counts; one that asks for
    rejection outweighs those that ask for a return.
    """
    decisions = list(decisions)
    weighty = [d for d in decisions if d["verdict"] in UPHOLDING]
    remedy = "none"
    if weighty:
        remedy = "reject" if any(d["remedy"] == "reject" for d in weighty) else "return"
    return {
        "open_objections": sum(d["verdict"] is None for d in decisions),
        "upheld": bool(weighty),
        "remedy": remedy,
        "reasons": "\n".join(d["reasons"] or "" for d in weighty),
    }
