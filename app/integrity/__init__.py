"""Violations, the credit record of a person, what it bars, and its repair (《公共租赁住房管理办法》第三十五条、第三十六条).

Begin with `records`. A violation is investigated and decided by the diagram `violation`; a record lives by the diagram
`integrity`, from the notice to the person until it runs out or is repaired. Persons are found by the blind index of
their ID number, never by a name.
"""
