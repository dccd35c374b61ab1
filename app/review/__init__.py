"""Reviews of an application: acceptance, home visit, civil affairs, the three examinations and approvals, integrity.

Begin with steps.py (what the diagrams call) and panels.py (what an officer reads beside a form). `rules.facts` turns
what was declared and what the registries answered into the verified facts that the decision `eligibility` reads;
`queries.assess_declared` asks the same decision about declared facts only, and stores nothing.
"""
