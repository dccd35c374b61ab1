"""Moving running processes to another version of their diagram.

`plan` looks (counts, reasons, every process tried on a copy), `moves` keeps what is proposed and approved by two people,
`running` carries it out process by process in the background, `going` moves one process, and takes one back.
"""
