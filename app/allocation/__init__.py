"""The waiting list (轮候册): registration after the third notice, ranks, and the public list by receipt number.

Begin with `commands.enter_waiting_list`. Nobody's name and nobody's reason for priority is ever published.
"""
