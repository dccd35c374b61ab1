"""The housing stock: projects, buildings, units, assessed prices, what ever happened to a unit, repairs.

Begin with `records`. A unit's state (code table house_status) changes only through `commands.set_state`, which writes its
history.
"""
