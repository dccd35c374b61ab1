"""Leases: contract, rent, payments, arrears, renewal, leaving (《公共租赁住房管理办法》第三章、第四章).

Begin with `records` (what is kept) and `rules` (what is right); `commands.billing` issues a month's bills,
`commands.payments` books what the bank reports. Money is integer fen. Nothing that was booked is ever changed: a mistake
is met by an entry the other way round.
"""
