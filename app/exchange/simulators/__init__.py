"""The far ends for demonstrations, tests and the rehearsal: eight departments that speak the real protocol.

`registries` reads what they know, `invented` makes up a record for a newcomer, `far_end` answers a question, and
`doors` serves it over HTTP with signature, time window and nonces. `flask simulators` starts them.
"""
