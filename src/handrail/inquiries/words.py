"""The words of a customer's message as topics and their names use them. English, like the product's users. Pure."""

import re

LONGEST = 2_000  # characters of a message that count; what it is about stands at its start

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")
_MASKS = re.compile(r"\[(?:e-mail|phone|card|ssn)\]")
_FUSED = re.compile(
    r"\b(?:(top|set|sign|pick|hook|tune|check|follow|mark)[ -](ups?)|(log|sign|check)[ -](in)"
    r"|(shut|cut|turn|drop|pay|day|lay)[ -](off))\b"
)
_ENDINGS = ("ingly", "edly", "ing", "ies", "ied", "ed", "es", "ly", "s", "e", "y")

# Words of grammar: they say nothing of what a message is about, and no name holds one.
_STOP = """
a about above after again against ain all almost alone along already also although always am among an and
another any anybody anyone anything anyway anywhere are aren around as at be became because become been before
behind being below between both but by can cannot cant could couldn d did didn do does doesn doing don done down
due during each either else enough etc even ever every everyone everything everywhere few for from further had
hadn has hasn have haven having he hence her here hers herself him himself his how however i if in indeed
instead into is isn it its itself just keep least less ll m made many may me might mine more moreover most
mostly much must mustn my myself need neither never nevertheless next no nobody none nor not nothing now nowhere
of off often on once one only onto or other others otherwise our ours ourselves out over own per perhaps please
quite rather re really s same see seem seemed several shall shan she should shouldn show side since so some
somebody somehow someone something sometime sometimes somewhere still such t take than that the their theirs
them themselves then there therefore these they this those though through thus to together too toward towards
two under until up upon us various ve very via was wasn we well were weren what whatever when whenever where
wherever whether which while who whoever whole whom whose why will with within without won would wouldn y yet
you your yours yourself yourselves
"""
STOP = frozenset(_STOP.split())
# Words of courtesy and of asking, in every topic: they may stand in a message's vector and in no name.
_WEAK = """
actually alright anymore appreciate asap ask asking back believe best bit bye call come cool couple curious day
days dear did does explain find fine first folks full gave get gets getting give given go goes going gonna good
goodbye got gotta great gud guess guys hai happen happened happening happens hello help hey hi hii hope i'd i'll
i'm i've issue issues kindly know leave let like literally live lived living long look looking looks lot maam
madam make makes making maybe mean mine morning name needed needs new nice ok okay okey place possible possibly
problem put puts question questions quick reason regarding right said saw say says seeing seems showing shows
sir soon sorry start stuff sure tell thank thanks thankyou thats thing things think time times today told tried
try trying ty unable understand use used using usually want wanted wanting wants way week weeks welcome went
wish wonder wondering work working works ya yeah yep yes yesterday yup
"""
WEAK = frozenset(_WEAK.split())
# Words some lists of stop words hold though a topic may be about them; a name takes another when it has one as good.
_DOUBTFUL = "amount bill bottom detail details empty fill fire found front move part serious system top"
DOUBTFUL = frozenset(_DOUBTFUL.split())
# Grammar words that still tell one request from another ("why" and "how", "up" and "back") stay in the vectors.
_TELLING = "no not why how when where who up down out off back before after again without still never"
TELLING = frozenset(_TELLING.split())


def tokens(text: str) -> list[str]:
    """The words of a message in small letters, numbers too; masks such as [card] left out; "top up" is one word."""
    text = _MASKS.sub(" ", text[:LONGEST]).lower().replace("’", "'")
    text = _FUSED.sub(lambda found: "".join(part or "" for part in found.groups()), text)
    return _WORD.findall(text)


def stem(word: str) -> str:
    """What is left without a usual English ending: `charged` and `charges` are one. Not a dictionary's stem."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl" else word
    return word


def is_stop(word: str) -> bool:
    """Whether a word is grammar: `don't`, `it's` and `my` are."""
    return word in STOP or word.partition("'")[0] in STOP or len(word) < 2


def says_something(word: str) -> bool:
    """Whether a name may hold the word."""
    return not (is_stop(word) or word in WEAK or word.isdigit() or "'" in word)


def vector_words(text: str) -> list[str]:
    """The stems that count when messages are compared."""
    return [stem(word) for word in tokens(text) if word in TELLING or not is_stop(word)]
