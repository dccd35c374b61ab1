"""From what was typed to what is meant: text → number, date, choice; and what is wrong with it, in words.

Numbers come back as int when whole, else as float (whose shortest text is what was typed: at most 15 digits are taken),
so that answers are plain JSON and FEEL reads them exactly. Dates and times are ISO text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

import re2
from flask_babel import get_locale
from flask_babel import gettext as _

from app.store import clock

from .conditions import Option
from .parts import Part

TEXT = 10_000
"""No text is longer than this, whatever the file says."""
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?\Z", re.ASCII)
_DAY = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?\Z", re.ASCII)
_TAIL = re.compile(r"[\s:?\u3002\uff1a\uff1f]+\Z")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+\Z")
_PHONE = re.compile(r"\+?[\d() -]{5,25}\Z", re.ASCII)


class Wrong(Exception):
    """What is wrong with a value, in words for the person who typed it."""


def typed(part: Part, raw: Any, options: Sequence[Option] = ()) -> tuple[Any, str]:
    """(value, problem): the typed value, or an empty one and what is wrong. Whether it must be given counts as a problem too."""
    try:
        return _READERS[part.type](part, raw, options), ""
    except Wrong as wrong:
        return None, str(wrong)


def label_of(part: Part) -> str:
    """The part's name for a message, in the reader's language."""
    return _TAIL.sub("", part.label(language())) or part.key


def language() -> str:
    """The reader's language: "zh" or "en"."""
    locale = get_locale()
    return locale.language if locale else "zh"


def _text(part: Part, raw: Any, options: Sequence[Option]) -> str:
    text = str(raw if raw is not None else "").strip()
    if part.properties.get("tidy") == "width":
        text = " ".join(unicodedata.normalize("NFKC", text).split())
    if not text:
        _missing(part, _("请填写“%(label)s”。", label=label_of(part)))
        return ""
    _check_length(part, text)
    _check_shape(part, text)
    return text


def _missing(part: Part, message: str) -> None:
    if part.required:
        raise Wrong(message)


def _check_length(part: Part, text: str) -> None:
    longest = min(int(part.rules.get("maxLength") or TEXT), TEXT)
    shortest = int(part.rules.get("minLength") or 0)
    facts = {"label": label_of(part), "now": len(text)}
    if len(text) > longest:
        raise Wrong(_("“%(label)s”最多 %(n)s 个字，现在有 %(now)s 个。", n=longest, **facts))
    if len(text) < shortest:
        raise Wrong(_("“%(label)s”至少 %(n)s 个字，现在只有 %(now)s 个。", n=shortest, **facts))


def _check_shape(part: Part, text: str) -> None:
    pattern = part.rules.get("pattern")
    if pattern and not re2.search(str(pattern), text):
        english = part.properties.get("pattern_error_en") if language() == "en" else None
        own = english or part.rules.get("patternErrorMessage")
        raise Wrong(str(own) if own else _("“%(label)s”的格式不对。", label=label_of(part)))
    kind = part.rules.get("validationType")
    if kind == "email" and not _EMAIL.match(text):
        raise Wrong(_("“%(label)s”应当是电子邮箱，例如 name@example.com。", label=label_of(part)))
    if kind == "phone" and not _PHONE.match(text):
        raise Wrong(_("“%(label)s”应当是电话号码。", label=label_of(part)))


def _number(part: Part, raw: Any, options: Sequence[Option]) -> int | float | str | None:
    text = unicodedata.normalize("NFKC", shown(raw)).replace(",", "").replace(" ", "")
    if not text:
        _missing(part, _("请填写“%(label)s”。", label=label_of(part)))
        return None
    if not _NUMBER.match(text):
        raise Wrong(_("“%(label)s”应当是数字，例如 1234.50。", label=label_of(part)))
    whole, _point, decimals = text.partition(".")
    _check_digits(part, whole, decimals)
    value = float(text) if decimals.strip("0") else int(whole)
    _check_bounds(part, value)
    return text if part.spec.get("serializeToString") else value


def _check_digits(part: Part, whole: str, decimals: str) -> None:
    allowed = part.spec.get("decimalDigits")
    if allowed is not None and len(decimals.rstrip("0")) > int(allowed):
        if int(allowed) == 0:
            raise Wrong(_("“%(label)s”应当是整数。", label=label_of(part)))
        raise Wrong(_("“%(label)s”最多 %(n)s 位小数。", label=label_of(part), n=allowed))
    if len(whole.lstrip("+-0") + decimals.rstrip("0")) > 15:
        raise Wrong(_("“%(label)s”的位数太多。", label=label_of(part)))


def _check_bounds(part: Part, value: float) -> None:
    least, most = part.rules.get("min"), part.rules.get("max")
    if least is not None and value < float(least):
        raise Wrong(_("“%(label)s”不能小于 %(n)s。", label=label_of(part), n=shown(least)))
    if most is not None and value > float(most):
        raise Wrong(_("“%(label)s”不能大于 %(n)s。", label=label_of(part), n=shown(most)))


def shown(value: Any) -> str:
    """A value as a person would type it: 3000.0 as 3000, None as nothing."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return "" if value is None else str(value)


def _checkbox(part: Part, raw: Any, options: Sequence[Option]) -> bool:
    ticked = raw is True or str(raw).lower() in ("true", "on", "1")
    if not ticked:
        _missing(part, _("请勾选“%(label)s”。", label=label_of(part)))
    return ticked


def _choice(part: Part, raw: Any, options: Sequence[Option]) -> Any:
    text = shown(raw)
    if not text:
        _missing(part, _("请选择“%(label)s”。", label=label_of(part)))
        return None
    for option in options:
        if option.key == text:
            return option.value
    raise Wrong(_("“%(label)s”请从列出的选项中选择。", label=label_of(part)))


def _choices(part: Part, raw: Any, options: Sequence[Option]) -> list[Any]:
    picked = {shown(one) for one in raw} if isinstance(raw, list) else set()
    if picked - {option.key for option in options}:
        raise Wrong(_("“%(label)s”请从列出的选项中选择。", label=label_of(part)))
    if not picked:
        _missing(part, _("“%(label)s”请至少选择一项。", label=label_of(part)))
    return [option.value for option in options if option.key in picked]


def _moment(part: Part, raw: Any, options: Sequence[Option]) -> str | None:
    text = unicodedata.normalize("NFKC", shown(raw)).strip()
    if not text:
        _missing(part, _("请填写“%(label)s”。", label=label_of(part)))
        return None
    kind = part.spec.get("subtype") or "date"
    try:
        return {"date": _date, "time": _time, "datetime": _date_time}[kind](part, text)
    except ValueError:
        example = {"date": "2026-03-02", "time": "09:30", "datetime": "2026-03-02 09:30"}[kind]
        message = _("“%(label)s”应当是真实的日期或时间，例如 %(example)s。", label=label_of(part), example=example)
        raise Wrong(message) from None


def _date(part: Part, text: str) -> str:
    found = _DAY.match(text)
    if not found:
        raise ValueError(text)
    day = date(*(int(piece) for piece in found.groups()))
    if not 1900 <= day.year <= 2199:
        raise ValueError(text)
    past, future = part.spec.get("disallowPassedDates"), part.properties.get("not_after") == "today"
    if past and day < clock.today():
        raise Wrong(_("“%(label)s”不能早于今天。", label=label_of(part)))
    if future and day > clock.today():
        raise Wrong(_("“%(label)s”不能晚于今天。", label=label_of(part)))
    return day.isoformat()


def _time(part: Part, text: str) -> str:
    return time.fromisoformat(text).isoformat("minutes")


def _date_time(part: Part, text: str) -> str:
    return datetime.fromisoformat(text).isoformat(timespec="minutes")


_READERS: dict[str, Callable[[Part, Any, Sequence[Option]], Any]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "checkbox": _checkbox,
    "radio": _choice,
    "select": _choice,
    "checklist": _choices,
    "datetime": _moment,
}
