"""Small DMN models for the tests, as dmn-js writes them (DMN 1.3)."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def literal(text: str, kind: str = "literalExpression") -> str:
    """A boxed literal."""
    return f"<{kind}><text>{escape(text)}</text></{kind}>"


def needs(*names: str, kind: str = "requiredInput") -> str:
    """Requirements by name; names are ids in these models."""
    outer = "knowledgeRequirement" if kind == "requiredKnowledge" else "informationRequirement"
    return "".join(f"<{outer}><{kind} href={quoteattr('#' + name)}/></{outer}>" for name in names)


def input_data(name: str, kind: str = "Any") -> str:
    """An input."""
    return f"<inputData id={quoteattr(name)} name={quoteattr(name)}><variable name={quoteattr(name)} typeRef={quoteattr(kind)}/></inputData>"


def decision(name: str, logic: str, requirements: str = "", kind: str = "Any") -> str:
    """A decision."""
    variable = f"<variable name={quoteattr(name)} typeRef={quoteattr(kind)}/>"
    return f"<decision id={quoteattr(name)} name={quoteattr(name)}>{variable}{requirements}{logic}</decision>"


def table(
    inputs: list[str], outputs: list[str], rules: list[list[str]], policy: str = "UNIQUE", aggregation: str = ""
) -> str:
    """A decision table. An input is `text` or `text|its values`; an output `name`, `name|its values` or `name|its values|default`.

    A rule may end in an annotation.
    """
    columns = ""
    for text in inputs:
        text, _, values = text.partition("|")
        inner = literal(text, "inputExpression") + (literal(values, "inputValues") if values else "")
        columns += f"<input>{inner}</input>"
    for text in outputs:
        name, _, rest = text.partition("|")
        values, _, default = rest.partition("|")
        inner = literal(values, "outputValues") if values else ""
        inner += literal(default, "defaultOutputEntry") if default else ""
        columns += f"<output name={quoteattr(name)}>{inner}</output>"
    rows = ""
    for i, rule in enumerate(rules, 1):
        kinds = ["inputEntry"] * len(inputs) + ["outputEntry"] * len(outputs) + ["annotationEntry"] * 9
        rows += (
            f"<rule id='r{i}'>"
            + "".join(literal(text, kind) for text, kind in zip(rule, kinds, strict=False))
            + "</rule>"
        )
    attributes = f"hitPolicy={quoteattr(policy)}" + (f" aggregation={quoteattr(aggregation)}" if aggregation else "")
    return f"<decisionTable id='table' {attributes}>{columns}<annotation name='law'/>{rows}</decisionTable>"


def model(*parts: str, name: str = "test", namespace: str = NAMESPACE) -> str:
    """A whole model; its own namespace is its name."""
    return f"<definitions xmlns={quoteattr(namespace)} id='d' name={quoteattr(name)} namespace={quoteattr(name)}>{''.join(parts)}</definitions>"
