"""What the analysis of decision tables finds, said in Chinese: by the reason of a finding, what was found and what to do."""

from __future__ import annotations

from app.feel.analysis import Finding

WORDING: dict[str, tuple[str, str]] = {
    "gap": ("没有规则适用于 {region}，例如 {example}", "补一条规则、默认输出或输入的允许值"),
    "gap more": ("还有 {count} 处空缺", "先补上面的"),
    "gap many": ("至少还有 {count} 处空缺", "先补上面的"),
    "overlap": ("规则 {rules} 同时命中：{region}，例如 {example}", "命中策略只允许一条规则命中"),
    "overlap any": (
        "规则 {rules} 同时命中而输出不同：{region}，例如 {example}",
        "让输出一致，或把条件分开",
    ),
    "overlap more": ("还有 {count} 对规则重叠", "先改上面的"),
    "conflict": (
        "规则 {rules} 同时命中，优先级相同而输出不同：{region}，例如 {example}",
        "把输出写进该列的输出值，最重要的在前",
    ),
    "never empty": ("规则 {rules} 永远不会命中：{column} 没有任何值满足 {cell}", "改这一格，或删去规则"),
    "never allowed": (
        "规则 {rules} 永远不会命中：{column} 的 {cell} 在允许值之外",
        "改这一格或允许值，或删去规则",
    ),
    "never both": ("规则 {rules} 永远不会命中：它对 {column} 的几格互相矛盾", "改这几格，或删去规则"),
    "masked": ("规则 {rules} 永远不会选中：它命中之处，规则 {others} 总在前", "把它上移，收窄前面的，或删去"),
    "masked together": (
        "规则 {rules} 永远不会选中：它命中之处，规则 {others} 之一总在前",
        "把它上移，收窄前面的，或删去",
    ),
    "duplicate": ("规则 {rules} 与规则 {others} 重复", "删去其中一条"),
    "subsumed": ("规则 {rules} 多余：规则 {others} 处处包含它，输出也相同", "删去它，或收窄另一条"),
    "output allowed": ("{place}：{value} 不在 {column} 的允许值之内：{allowed}", "选一个允许值"),
    "output type": ("{place}：{value} 是 {found}，而 {column} 是 {wanted}", "写一个该类型的值"),
    "output broken": ("{place}：{value} 没有值：{why}", "改这个常量"),
    "type": ("{place}：{value} 是 {found}，而 {column} 是 {wanted}", "写一个该类型的常量"),
    "type broken": ("{place}：{value} 没有值：{why}", "改这个常量"),
    "opaque": ("{column} 在规则 {rules} 中不能分析：这些格不只是常量", "与这些格有关的空缺和重叠不会指出"),
    "column": ("{column} 不能分析：它是 {found}", "只比较单个的值"),
    "domain": ("{column} 的允许值不能分析", "与它有关的空缺和重叠不会指出"),
    "dependent": ("{column} 读同一个值（{names}）：同时限制几列的情形不作判断", "让每列各问一个值"),
    "outputs": ("规则 {rules} 的输出是算出来的：是否一致无从知道", "只比较常量输出"),
    "intricate": ("表太复杂，没有全部看完", "拆成几张表"),
}


def said(finding: Finding) -> tuple[str, str]:
    """What was found, and what to do."""
    text, hint = WORDING[finding.reason]
    return text.format(**finding.facts), hint
