"""The portal's own words for topics and their states; English through the translations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

TITLES = {
    "category": _l("申请类别"),
    "contact": _l("住址与联系方式"),
    "members": _l("家庭成员"),
    "claims": _l("特殊情形"),
    "work": _l("工作与收入"),
    "housing": _l("住房情况"),
    "assets": _l("财产情况"),
    "documents": _l("证明材料"),
    "declaration": _l("声明与授权"),
}
ABOUT = {
    "category": _l("属于哪一类家庭、想要房子还是补贴"),
    "contact": _l("由哪个镇街受理、怎么找到您"),
    "members": _l("和您一起申请的人"),
    "claims": _l("优抚、失独、代办等，没有的直接保存"),
    "work": _l("每位 16 周岁以上成员的单位和收入"),
    "housing": _l("现有的和 5 年内处置的住房"),
    "assets": _l("每位成员的存款和车辆"),
    "documents": _l("按类别和家庭情况列出，逐项上传"),
    "declaration": _l("检查全部内容，承诺、授权并提交"),
}
GROUPS = (
    (_l("申请"), ("category", "contact")),
    (_l("家庭"), ("members", "claims", "work", "housing", "assets")),
    (_l("材料"), ("documents",)),
)
PART_TITLES = {"member": _l("成员信息"), "work": _l("工作与收入"), "assets": _l("财产情况")}
RELATIONS = (
    *("10", "20", "30", "27", "37", "51", "52", "57", "58", "55", "56", "53", "54"),
    *("38", "28", "41", "42", "43", "44", "61", "62", "63", "64", "70", "97"),
)
"""The kinship that households apply with, commonest first; the rest of GB/T 4761 only fills the list."""
SHOWN = {
    "受理编号": _l("受理编号"),
    "申请人": _l("申请人"),
    "证件号码": _l("证件号码"),
    "家庭人口": _l("家庭人口"),
    "类别": _l("类别"),
    "所在镇街": _l("所在镇街"),
    "户籍家庭": _l("户籍家庭"),
    "新就业": _l("新就业"),
    "外来务工": _l("外来务工"),
}
"""Labels and categories as notices write them onto the timeline (publicity.rules.LABELS, CATEGORIES)."""
