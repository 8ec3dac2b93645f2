"""`make bench`: how fast this app answers, beside a plain version of it and a bare limit, over stand-ins of the services.

Data flows `plan` (what is measured) -> `run` (`visitors` ask, a `meter` watches) -> `figures` -> `goals`, then `table` and `page`.
"""
