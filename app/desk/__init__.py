"""The officer's room: the inbox, and the ONE page that serves every user task of every diagram.

Begin with `pages/inbox.py` and `pages/task.py`. What a task asks is in its form, what an officer must know is in the
panel of the same name; this room knows neither.
"""
