"""More processes that make answers, since one Python process uses one core.

The process that was started keeps everything that there is one of: connections, conversations, limits, the page for maintainers, the index
that is being made. A worker is asked for one answer at a time or for many, over a socket that the two share, and keeps nothing.

    crew.py      who makes the next answer: this process, or a worker; when one is started
    worker.py    a worker as the process that asks sees it
    room.py      whether this machine has room for one more
    program.py   a worker as it sees itself
    frames.py    what the two say to each other
"""
