"""`make growth`: books of more and more chunks, and what each costs to index, to hold and to search.

Everything is measured through the program itself: its command line ingests, its assistant searches and answers. Times are CPU time where
other programs may run beside it; how they grow tells more than how long they are.
"""
