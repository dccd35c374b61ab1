"""SpiffWorkflow, tamed: the only package that imports it.

`parser` turns a diagram into SpiffWorkflow's specs (our classes), `token` and `scope` are its task and workflow with
integer ids, shared specs and a tree that holds only what is alive, `element` … `loops` are the elements' behaviour,
`runner` moves the tokens, `codec` writes and reads the state. Nothing here knows the database.

What SpiffWorkflow gives: its parser, its spec graph, its task life cycle. What is ours, because its own is wrong or
slow for the trade: data, joins, events, timers, loops, prediction (there is none),
expressions (FEEL only: `Refuse` takes the place of its script engine, so no Python of a diagram can ever run).
"""
