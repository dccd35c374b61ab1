"""Rehearsal: scripted officers take applications through the real diagrams, forms and steps, under a virtual clock.

Begin with `life.py` (one application, from submission to its end), then `officers.py` (who answers what) and `crew.py`
(many applications, several workers, a database of its own). The demonstration is a rehearsal that stops at today.
"""
