"""The Chinese words for the room's codes; English through the translations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

LEVELS = {
    1: _l("第一次公示（镇街初审）"),
    2: _l("第二次公示（区复审）"),
    3: _l("第三次公示（市终审）"),
    4: _l("续租公示（区审核）"),
}
CATEGORIES = {"local": _l("户籍家庭"), "new_employee": _l("新就业"), "migrant": _l("外来务工")}
GROUNDS = {
    "housing": _l("住房"),
    "income": _l("收入"),
    "assets": _l("财产"),
    "household": _l("户籍人口"),
    "marriage": _l("婚姻"),
    "identity": _l("身份造假"),
    "procedure": _l("程序"),
    "other": _l("其他"),
}
VERDICTS = {
    "upheld": _l("异议成立"),
    "partly": _l("异议部分成立"),
    "not_upheld": _l("异议不成立"),
    "unclear": _l("线索不明"),
    "needless": _l("申请已终结，无须认定"),
}
REMEDIES = {"return": _l("退回本级重新审核"), "reject": _l("驳回申请"), "none": _l("不作处理")}
ENTRY_STATES = {"open": _l("公示中"), "closed": _l("已期满"), "withdrawn": _l("已撤下")}
STAGES = {
    "receive_objection": _l("待受理"),
    "investigate": _l("调查核实中"),
    "decide": _l("合议决定中"),
}
PROBLEMS = {
    "required": _l("请填写这一项。"),
    "phone": _l("请输入 8 至 12 位数字的电话号码。"),
    "lead": _l("匿名异议请写明具体线索（何时、何地、何事），不少于 10 个字，或者附上材料。"),
    "long": _l("内容太长，请精简。"),
}
SHOWN = {
    "case_number": _l("受理编号"),
    "name": _l("申请人"),
    "id_number": _l("证件号码"),
    "persons": _l("家庭人口"),
    "category": _l("类别"),
    "place": _l("所在镇街"),
}
