"""The citizen's room: apply, follow, answer, withdraw.

Begin with `pages/apply.py` (the guided application, saved as a draft at every step) and `pages/my.py` (where a matter
stands). The application becomes a case in `commands.submit`; from then on the diagram decides what comes next.
"""
