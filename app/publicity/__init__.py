"""Public notices (公示) of the three reviews, and the objections (异议) raised against them.

Begin with `rules.py`: what is shown of a household, when a notice may close, who is too late. The diagrams
`bpmn/notice.bpmn` and `bpmn/objection.bpmn` say in which order it happens.
"""
