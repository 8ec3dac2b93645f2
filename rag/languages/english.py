"""English: what is said beside questions. How it asks is told apart in `rag/message` and `rag/reading`."""

from rag.languages.language import Language, Replies

ENGLISH = Language(
    name="english",
    small_words=(
        "a an the and or but not no is are was were be been am do does did done can could will would should shall may might"
        " must has have had i you he she it we they me him us them my your his her its our their this that these those there"
        " here of to in on at by for with from into about as if than then so what which who whom whose how why when where much"
        " many more most some any please tell explain give show im whats hows between mean means during while up out all"
    ),
    replies=Replies(
        the_book="the book",
        who="I answer questions about {book}, from its own sentences, and show where they stand. What would you like to know?",
        greeting="Hello! Ask me anything about {book}.",
        thanks="You are welcome. Ask on whenever you like.",
        farewell="Goodbye, and enjoy {book}.",
        no_answer="I could not find an answer to this in {book}.",
        no_more="I could not find more on this in {book}.",
    ),
    greeting=r"hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|hola|ciao|namaste",
    thanks=(
        r"(?:many )?thanks|thank you|thx|ty|cheers|got it|ok(?:ay)?|cool|great|perfect|nice|awesome|wonderful|well done"
        r"|good (?:job|answer|bot)|(?:that|this|it)(?: was| is|'s)? (?:really |very |so )?(?:help(?:s|ed|ful)|great|good|nice)"
    ),
    farewell=r"bye(?: bye)?|goodbye|see you(?: later)?|farewell|good ?night",
    who=(
        r"who are you|what are you|what can you do(?: for me)?|how can you help(?: me)?|what(?:'s| is) your name|how are you(?: doing)?"
        r"|help(?: me)?|what (?:can|could|should) i ask(?: you)?(?: about)?|what do you know(?: about)?|how do you work"
        r"|what (?:kinds? of |sorts? of )?(?:questions|things) (?:can|could|should) i ask(?: you)?"
        r"|what can you (?:tell me|answer|help(?: me)? with)|who (?:made|built|created) you"
        r"|(?:what is|what's|what can|who is|how does) this (?:chat ?bot|chat|assistant)(?: do| work| for)?"
        r"|are you (?:an? )?(?:real )?(?:person|bot|human|robot|ai|machine)(?: or (?:an? )?(?:real )?(?:person|bot|human|robot"
        r"|ai|machine))?"
    ),
)
