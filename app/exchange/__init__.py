"""联合审查: what is asked of other authorities about each member of a household, and what they answer.

Begin with `steps.py` (what the diagram joint_check calls), then `commands` (rounds and checks), `rules` (the eight
departments, what contradicts an application, the signature) and `adapters.py` (the way over HTTP). `simulators` is the
far end for demonstrations and tests; `rehearsal.py` is the same far end without HTTP.
"""
