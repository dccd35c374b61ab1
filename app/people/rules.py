"""What is right about people: identity numbers, phones, names, passwords, and how long a guesser has to wait.

A check returns what is wrong as a Chinese sentence (the source language; who shows it translates it with `_(problem)`),
or None. No check knows the day by itself: where one is needed, it is given.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from urllib.parse import urlsplit

from stdnum.cn.ric import calc_check_digit

ADULT = 18  # 民法典 17: from 18 years on a person acts for themselves
PASSWORD_LEAST = 10
PASSWORD_MOST = 128
NAME_MOST = 50

# The first two digits: provinces (GB/T 2260), 81–83 residence permits of Hong Kong, Macau and Taiwan residents
# (国办发〔2018〕81号), 9… permanent residence cards of foreigners (2023 format: 9, place 2, nation 3, birth 8, serial 3).
_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)


def N_(text: str) -> str:
    """Marks a sentence for the translators; it is translated where it is shown."""
    return text


def tidy_number(text: str) -> str:
    """An ID or phone number as people type it → as it is kept: full width to half, no blanks or dashes, X in capitals."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def check_id_number(text: str, *, on: date | None = None) -> str | None:
    """What is wrong with an ID number (GB 11643-1999, 18 digits), or None. `on`: the day no birth date may lie after.

    Area codes below the province are not looked up: many were assigned and withdrawn, and people keep their number.
    """
    number = text.strip().upper()
    if not number:
        return N_("请填写身份证号码。")
    if re.fullmatch(r"[0-9]{15}", number):
        return N_("这是15位的旧号码，已经停用。请填写现在证件上的18位号码。")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return N_("身份证号码应为18位：前17位是数字，最后一位是数字或字母X。")
    return _check_parts(number, on)


def _check_parts(number: str, on: date | None) -> str | None:
    if number[0] != "9" and number[:2] not in _PROVINCES:
        return N_("身份证号码的前两位不是有效的地区代码，请对照证件检查。")
    born = _birth_date(number)
    if born is None or born.year < 1880:
        return N_("身份证号码第7至14位不是有效的出生日期，请对照证件检查。")
    if on is not None and born > on:
        return N_("身份证号码中的出生日期还没有到，请对照证件检查。")
    if calc_check_digit(number) != number[-1]:
        return N_("身份证号码的最后一位与前面的数字不符，可能有一位填错了，请对照证件检查。")
    return None


def _birth_date(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def birth_date(id_number: str) -> date:
    """The birth date in a checked ID number. Raises ValueError for a number that `check_id_number` refuses."""
    return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))


def age_on(id_number: str, day: date) -> int:
    """Full years on `day` (周岁). Born on 29 February: a year older on 1 March where the year has no 29 February."""
    return age_of(birth_date(id_number), day)


def age_of(born: date, day: date) -> int:
    """Full years from `born` to `day`; see `age_on`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def sex(id_number: str) -> str:
    """GB/T 2261.1: "1" male, "2" female: the 17th digit is odd or even."""
    return "1" if int(id_number[16]) % 2 else "2"


def check_adult(id_number: str, day: date) -> str | None:
    """What keeps a person of this number from having an account of their own on `day`, or None."""
    if age_on(id_number, day) < ADULT:
        return N_("未满18周岁不能单独注册，请由父母或其他监护人作为申请人注册。")
    return None


def check_phone(text: str) -> str | None:
    """What is wrong with a mobile number of the mainland (11 digits, 13–19…), or None."""
    if not text.strip():
        return N_("请填写手机号码。")
    if not re.fullmatch(r"1[3-9][0-9]{9}", text.strip()):
        return N_("手机号码应为11位数字，以13至19开头。")
    return None


def check_name(text: str) -> str | None:
    """What is wrong with a person's name, or None: letters of any script, blanks, · ' . and -."""
    name = text.strip()
    if not name:
        return N_("请填写姓名。")
    if len(name) < 2 or len(name) > NAME_MOST:
        return N_("姓名应为2至50个字。")
    if not all(unicodedata.category(letter)[0] in "LM" or letter in " ·•.'’-" for letter in name):
        return N_("姓名中不能有数字或符号（间隔号“·”除外），请按证件填写。")
    return None


def tidy_sign_in_name(text: str) -> str:
    """What people type into the sign-in field → a phone number, or a sign-in name in lower case."""
    name = unicodedata.normalize("NFKC", text).strip()[:100]
    return name.lower() if name[:1].isalpha() else tidy_number(name)


def check_login(text: str) -> str | None:
    """What is wrong with an officer's sign-in name, or None. It must differ from every phone number: begins with a letter."""
    if not re.fullmatch(r"[a-z][a-z0-9._-]{2,59}", text):
        return N_("登录名应为3至60个字符：小写字母开头，只含小写字母、数字、点、下划线和短横线。")
    return None


def tidy_password(text: str) -> str:
    """The password as it is hashed: the same typed on any keyboard (NFKC). Nothing is cut off."""
    return unicodedata.normalize("NFKC", text)


def check_password(
    text: str, *, own: tuple[str, ...], common: frozenset[str], least: int = PASSWORD_LEAST
) -> str | None:
    """What is wrong with a new password, or None. Length and a block list, no rules of composition (NIST SP 800-63B).

    `own`: the person's phone, ID number, sign-in name; `common`: well-known passwords in lower case.
    """
    password = tidy_password(text)
    plain = password.lower()
    if len(password) < least:
        return N_("密码太短（至少10个字符）。可以用几个不相关的词连在一起，好记又安全。")
    if len(password) > PASSWORD_MOST:
        return N_("密码最多128个字符。")
    if plain in common or len(set(plain)) < 4 or _is_run(plain):
        return N_("这个密码太常见，很容易被猜到，请换一个。")
    if any(word and (word.lower() in plain or plain in word.lower()) for word in own):
        return N_("密码不能包含您的手机号、身份证号或登录名，请换一个。")
    return None


def _is_run(text: str) -> bool:
    """Every character follows the one before in the same step: 1234567890, abcdefghij, 9876543210."""
    steps = {ord(after) - ord(before) for before, after in zip(text, text[1:], strict=False)}
    return len(steps) == 1 or (steps <= {1, -9} or steps <= {-1, 9})


def wait_seconds(failures: int, *, free: int, first: int, longest: int) -> int:
    """How long the next try must wait after `failures` in a row: nothing below `free`, then `first` doubling to `longest`."""
    if failures < free:
        return 0
    return min(longest, first * 2 ** min(failures - free, 30))


def check_separation(held: set[str]) -> str | None:
    """What forbids these roles in one hand, or None (GB/T 22239: administration, audit and the trade are kept apart)."""
    apart = held & {"administrator", "auditor"}
    if apart and len(held) > 1:
        return N_("系统管理员、审计员与业务角色必须由不同的人担任。")
    return None


def serves(patterns: str, town: str) -> bool:
    """Whether `440402001-009;440402102;440403*` (ranges of the last three digits, single codes, beginnings) names a town."""
    return any(_fits(one.strip(), town) for one in patterns.split(";") if one.strip())


def _fits(pattern: str, town: str) -> bool:
    if pattern.endswith("*"):
        return town.startswith(pattern[:-1])
    if "-" in pattern:
        first, last = pattern.split("-")
        return first <= town <= first[: -len(last)] + last
    return pattern == town


def safe_next(target: str | None) -> str | None:
    """The path to go on to after sign-in, or None when it could lead out of this site (open redirect)."""
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\"):
        return None
    if any(ord(letter) < 32 for letter in target) or "\\" in target:
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target
