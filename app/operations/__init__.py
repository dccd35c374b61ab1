"""The administrators' room: processes in trouble, interventions under four eyes, letters that did not arrive.

Begin with `pages/trouble.py` (the list) and `pages/process.py` (one process). What may be done is decided in the engine
(`engine.propose`, `engine.approve`) and in `store.dead_letters`; this room shows and asks.
"""
