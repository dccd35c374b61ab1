"""What all rooms share about one matter of a household: case, members, documents, timeline, letters, registry facts.

Begin with records.py (what is kept), commands.py (`open_case`, `set_state`, `note`, `write_letter`) and queries.py.
`rules` checks an application in its canonical form, one plain dict as a line of `applications.jsonl`; `codes` reads the
code tables in data/; `letters` renders official letters; `process` joins a case to its diagram.
"""
