"""The judgements behind the demo shop, as tables: what is left out, how words are spelt, which category a word means.

Read by `build_demo_shop.py`. Categories are leaves of the Shopify taxonomy 0.17.0. Weights and sizes are invented.
"""

from __future__ import annotations

from typing import NamedTuple

# Not postage, fees, samples and vouchers: POST, DOT, M, S, C2, BANK CHARGES, AMAZONFEE, CRUK, B, PADS, DCGS…, gift_….
PRODUCT_CODE = r"\d{5}[A-Z]{0,2}"

LEFT_OUT = (r"CHARLIE|LOLA|ELVIS|REX CASH", "names that belong to other companies")

NOT_FAMILIES = {"47503", "47504", "82613", "84569", "85186"}  # different things, or texts that do not tell them apart
ALSO_FAMILIES = {"85014", "85049"}  # umbrellas and ribbons: one shared word, and it names the thing
FAMILY_LINES = 15  # a variant needs this many order lines
FAMILIES = 66
SINGLES = 238
SINGLES_OF_A_KIND = 6  # so that the shop is not all bags and cake cases

# The source's own text, mended where it is cut short, misspelt, or shaped unlike its siblings.
DESCRIPTIONS = {
    "22189": "CREAM HEART CARD HOLDER",
    "22804": "PINK HANGING HEART T-LIGHT HOLDER",
    "35599D": "PINK/WHITE CHRISTMAS TREE 120CM",
    "35911B": "PINK FLOWER RABBIT EGG WARMER",
    "71477": "COLOURED GLASS STAR T-LIGHT HOLDER",
    "72800B": "4 PURPLE DINNER CANDLES FLOCK",
    "72800C": "4 PINK DINNER CANDLES SILVER FLOCK",
    "72802A": "ROSE SCENTED CANDLE IN JEWELLED BOX",
    "72802B": "OCEAN SCENTED CANDLE IN JEWELLED BOX",
    "72802C": "VANILLA SCENTED CANDLE IN JEWELLED BOX",
    "72807A": "SET OF 3 ROSE CANDLES IN JEWELLED BOX",
    "72807B": "SET OF 3 OCEAN CANDLES IN JEWELLED BOX",
    "72807C": "SET OF 3 VANILLA CANDLES IN JEWELLED BOX",
    "79191B": "RETRO PLASTIC POLKA SERVING TRAY",
    "82484": "WOOD BLACKBOARD ANTIQUE WHITE FINISH",
    "82486": "3 DRAWER ANTIQUE WHITE WOOD CABINET",
    "84563A": "PINK/WHITE BREAKFAST TRAY",
    "84563B": "BLUE/WHITE BREAKFAST TRAY",
    "84596B": "SMALL BOWL DOLLY MIX ORANGE",
    "84596E": "SMALL BOWL LIQUORICE PINK",
    "84596F": "SMALL BOWL MARSHMALLOWS PINK",
    "84596G": "SMALL BOWL CHOCOLATES PINK",
    "84596L": "SMALL BOWL BISCUITS LIGHT BLUE",
    "84625A": "PINK NEW BAROQUE CANDLESTICK CANDLE",
    "84951A": "SET OF 4 PISTACHIO LOVEBIRD COASTERS",
    "84997A": "CHILDRENS CUTLERY POLKADOT GREEN",
    "84997B": "CHILDRENS CUTLERY RETROSPOT RED",
    "84997C": "CHILDRENS CUTLERY POLKADOT BLUE",
    "84997D": "CHILDRENS CUTLERY POLKADOT PINK",
    "85034B": "3 WHITE CHOCOLATE MORRIS BOXED CANDLES",
    "85170C": "SET/6 EAU DE NIL BIRD T-LIGHT CANDLES",
    "85199S": "SMALL HANGING IVORY & RED WOOD BIRD",
    "85230G": "ORANGE SCENTED VOTIVE CANDLE",
    "85231B": "CINNAMON SCENTED SET OF 9 T-LIGHTS",
}

# Applied in order to the upper-case text.
RESPELLINGS = (
    (r"[\"]", ""),
    (r"\s*\+\s*", " & "),
    (r"\s*,\s*", ", "),
    (r"\.(?=\s|$)", ""),
    (r"\bINCENSE/CAND(L|LE)?\b", "INCENSE & CANDLE"),
    (r"\bMORRIS BOX\b", "MORRIS BOXED"),
    (r"^WRAP,?\s", "GIFT WRAP "),
    (r"\bPACK/(\d+)", r"PACK OF \1"),
    (r"\bPACK (\d+)", r"PACK OF \1"),
    (r"\bS(?:ET)?\s*(?:OF\s*|/\s*)?(\d+)\b(?! PIECE)", r"SET OF \1"),
    (r"\b(\d+)CM\s*X\s*(\d+)CM\b", r"\1X\2CM"),
    (r"\bCANDLE IN BOWL\b", "CANDLES IN BOWL"),
    (r"\bPC\b", "PIECE"),
    (r"\bW/?\s", "WITH "),
    (r"\bASS(TD|T|ORTED)?\b", "ASSORTED"),
    (r"\bANT\b", "ANTIQUE"),
    (r"\bHLDR\b", "HOLDER"),
    (r"\bTURQ\b", "TURQUOISE"),
    (r"\bEAU DE NILE\b", "EAU DE NIL"),
    (r"\bDOILEY\b", "DOILY"),
    (r"\bCINAMMON\b", "CINNAMON"),
    (r"\bSANDLEWOOD\b", "SANDALWOOD"),
    (r"\bSTRAWBRY\b", "STRAWBERRY"),
    (r"\bFRAPPUCINO\b", "FRAPPUCCINO"),
    (r"\bTASSLE\b", "TASSEL"),
    (r"\bNAUGHTS\b", "NOUGHTS"),
    (r"\bPOLKA ?DOT\b", "POLKADOT"),
    (r"\bFELT CRAFT\b", "FELTCRAFT"),
    (r"\bCHILDRENS\b", "CHILDREN'S"),
    (r"\bCHILDS\b", "CHILD'S"),
    (r"\bKIDS\b", "KIDS'"),
    (r"\bGARDENERS\b", "GARDENER'S"),
    (r"\bQUEENS\b", "QUEEN'S"),
    (r"\b(FELTCRAFT|CHRISTMAS CRAFT)$", r"\1 KIT"),
    (r"\bCAKESTAND\b", "CAKE STAND"),
    (r"\s+", " "),
)

KEEP_UPPER = {"LED", "CD", "TV", "3D", "A5", "A6", "A7", "XL", "I"}
KEEP_LOWER = {"a", "and", "at", "by", "de", "for", "from", "in", "of", "on", "or", "the", "to", "with"}

ATTRIBUTE_NAMES = {"84970": "Style", "85049": "Theme", "90214": "Letter"}
SIZES = {"LARGE", "MEDIUM", "SMALL", "MINI"}
SCENTS = {
    "CHOCOLATE", "CINNAMON", "GARDENIA", "JASMINE", "LAVENDER", "OCEAN", "OPIUM", "ORANGE", "ROSE", "SANDALWOOD",
    "STRAWBERRY", "VANILLA",
}  # fmt: skip
COLOURS = {
    "AMBER", "AMETHYST", "AQUA", "BLACK", "BLUE", "BRIGHT", "BROWN", "BURGUNDY", "CLEAR", "COAL", "COLOURED", "COPPER",
    "CREAM", "CRYSTAL", "DE", "DUSTY", "EAU", "GOLD", "GREEN", "GREY", "HOT", "IVORY", "LIGHT", "LILAC", "LIME",
    "MIDNIGHT", "MINT", "MULTICOLOUR", "NATURAL", "NIL", "ORANGE", "PEACH", "PEARL", "PINK", "PISTACHIO", "PURPLE",
    "RED", "RIM", "ROSE", "SILVER", "SKY", "SOFT", "TURQUOISE", "WHITE", "WINE", "YELLOW",
}  # fmt: skip


class Kind(NamedTuple):
    """A kind of thing: words in a title, taxonomy code, picture motif, noun, package in kg and cm (both invented)."""

    words: str
    category: str
    motif: str
    noun: str
    weight: str
    size: tuple[int, int, int]


# The first whose words match the title wins, so the special stands before the general.
KINDS = (
    Kind(r"lunch bag", "hg-11-3-7-1", "bag", "Lunch bag", "0.14", (28, 22, 4)),
    Kind(r"with cutlery", "hg-11-3-7-2", "lunchbox", "Lunch box set", "0.35", (20, 15, 8)),
    Kind(r"lunch box", "hg-11-3-7-3", "lunchbox", "Lunch box", "0.26", (20, 15, 8)),
    Kind(r"snack box", "hg-11-4-6", "lunchbox", "Food storage boxes", "0.40", (18, 18, 14)),
    Kind(r"picnic bag", "hg-11-3-6", "bag", "Insulated picnic bag", "0.40", (34, 26, 8)),
    Kind(r"picnic (basket|hamper)", "hg-11-3-8", "basket", "Picnic basket", "1.60", (40, 30, 22)),
    Kind(r"charlotte bag", "lb-13", "bag", "Small tote bag", "0.08", (22, 18, 3)),
    Kind(r"party bag", "ae-3-1-5-1", "bag", "Party bags", "0.12", (24, 18, 3)),
    Kind(r"(shoulder|airline) bag", "aa-5-4-19", "bag", "Shoulder bag", "0.45", (38, 30, 8)),
    Kind(r"peg bag", "hg-10-9-2", "bag", "Clothes-peg bag", "0.20", (30, 26, 4)),
    Kind(r"key ring", "aa-4-1", "keyring", "Key ring", "0.04", (10, 6, 3)),
    Kind(r"(toy|office) tidy", "hg-10-16-4", "bag", "Storage bag", "0.50", (40, 30, 6)),
    Kind(r"washbag", "lb-3-4", "bag", "Wash bag", "0.18", (26, 18, 6)),
    Kind(r"(jumbo|shopper|recycling) ?(storage )?(bag|shopper)?", "lb-11", "bag", "Shopping bag", "0.18", (40, 36, 3)),
    Kind(r"card wallet", "aa-5-5-2", "wallet", "Card wallet", "0.04", (12, 9, 2)),
    Kind(r"cocktail parasol", "ae-3-2-7-5", "parasol", "Cocktail umbrellas", "0.06", (14, 10, 4)),
    Kind(r"garden parasol", "hg-12-2-8-1", "parasol", "Garden parasol", "2.60", (120, 16, 14)),
    Kind(r"parasol", "hg-16-1", "parasol", "Parasol", "0.45", (84, 10, 8)),
    Kind(r"umbrella", "hg-16-2", "parasol", "Umbrella", "0.48", (88, 8, 8)),
    Kind(r"night ?light", "hg-13-10", "nightlight", "Night light", "0.25", (14, 12, 12)),
    Kind(r"light chain|chilli lights", "hg-13-8", "lights", "String lights", "0.45", (24, 18, 8)),
    Kind(r"ribbon", "ae-2-1-2-8-10-8", "ribbon", "Ribbons", "0.10", (16, 12, 4)),
    Kind(r"incense", "hg-3-40-4", "candle", "Incense", "0.12", (24, 8, 4)),
    Kind(r"t-light (holder|glass)|hanging t-light", "hg-3-39-2", "tlight", "Candle holder", "0.38", (14, 12, 12)),
    Kind(r"candle|t-lights", "hg-3-40-2", "candle", "Candles", "0.42", (16, 12, 10)),
    Kind(r"paper chain|garland", "hg-3-76-1", "chain", "Garland", "0.20", (26, 18, 4)),
    Kind(r"bunting", "ae-3-2-4", "bunting", "Bunting", "0.24", (28, 22, 4)),
    Kind(r"crackers", "ae-3-2-18", "cracker", "Christmas crackers", "0.40", (34, 24, 6)),
    Kind(r"sleigh bell|jingle bell", "hg-3-19", "bell", "Decorative bells", "0.30", (22, 12, 8)),
    Kind(r"cake stand", "hg-11-10-7-3", "cakestand", "Cake stand", "1.90", (34, 30, 14)),
    Kind(r"cake tin|storage tin", "hg-11-4-6", "tin", "Storage tins", "1.10", (28, 28, 18)),
    Kind(r"spice tins", "hg-11-8-41-10", "tin", "Spice tins", "0.60", (24, 18, 10)),
    Kind(r"biscuit tin|cookie jar", "hg-11-4-3", "tin", "Biscuit tin", "0.70", (24, 24, 18)),
    Kind(r"bread bin", "hg-11-4-1", "tin", "Bread bin", "2.40", (40, 28, 24)),
    Kind(r"(knick knack|stacking) tins", "ae-3-1-5-2", "tin", "Small tins", "0.40", (16, 16, 14)),
    Kind(r"tea,? coffee", "hg-11-4-6", "tin", "Kitchen canisters", "1.00", (34, 14, 18)),
    Kind(r"jam making", "hg-11-4-6", "jar", "Jars", "0.90", (24, 18, 14)),
    Kind(r"milk bottles", "hg-11-10-7-7", "jar", "Bottles", "1.80", (24, 18, 18)),
    Kind(r"(pet|dog|cat) food", "ap-2-24-3", "tin", "Pet food container", "1.30", (24, 24, 26)),
    Kind(r"(cake|baking|petit four) cases", "hg-11-2-2-1-1", "cupcake", "Baking cases", "0.09", (12, 10, 6)),
    Kind(r"jelly mould", "hg-11-8-36", "cupcake", "Jelly moulds", "0.35", (16, 14, 10)),
    Kind(r"cookie cutter", "hg-11-8-14", "cutter", "Biscuit cutters", "0.14", (16, 14, 4)),
    Kind(r"baking set", "hg-11-2-1-1", "cupcake", "Baking set", "0.60", (28, 22, 8)),
    Kind(r"tea set", "hg-11-10-1-2", "teapot", "Tea set", "1.30", (28, 24, 14)),
    Kind(r"teapot", "hg-11-10-2-2", "teapot", "Teapot", "1.00", (24, 18, 16)),
    Kind(r"measuring spoon", "hg-11-8-48-2", "cutlery", "Measuring spoons", "0.18", (16, 10, 4)),
    Kind(r"spoon|cutlery", "hg-11-10-6-4", "cutlery", "Cutlery", "0.22", (22, 12, 4)),
    Kind(r"apron", "hg-11-8-1", "apron", "Apron", "0.20", (30, 24, 3)),
    Kind(r"oven glove", "hg-11-8-54", "glove", "Oven glove", "0.20", (34, 18, 4)),
    Kind(r"tea towel", "hg-15-4-3", "towel", "Tea towels", "0.22", (30, 22, 3)),
    Kind(r"towel", "hg-15-4-1-1", "towel", "Towel", "0.45", (34, 26, 6)),
    Kind(r"napkin", "hg-10-7-2", "napkin", "Paper napkins", "0.14", (18, 18, 4)),
    Kind(r"doil(y|ies)$", "hg-15-3-2", "napkin", "Doilies", "0.12", (24, 24, 2)),
    Kind(r"tissues", "hg-10-7-1", "napkin", "Pocket tissues", "0.10", (16, 12, 4)),
    Kind(r"placemat|place setting", "hg-15-3-3", "napkin", "Placemats", "0.55", (32, 24, 4)),
    Kind(r"coaster", "hg-11-1-8", "napkin", "Coasters", "0.25", (12, 12, 4)),
    Kind(r"egg cup", "hg-11-10-7-4", "egg", "Egg cup", "0.12", (10, 8, 8)),
    Kind(r"teacup|paper cups|\bcup$|breakfast cup", "hg-11-10-5-2", "teacup", "Cups", "0.42", (18, 16, 10)),
    Kind(r"tumbler", "hg-11-10-5-8", "tumbler", "Tumbler", "0.35", (12, 10, 14)),
    Kind(r"\bjug", "hg-11-10-7-7", "jug", "Jug", "0.90", (24, 18, 22)),
    Kind(r"glass bowls", "hg-11-4-6", "bowl", "Lidded bowls", "1.40", (24, 24, 16)),
    Kind(r"\bbowl|popcorn holder", "hg-11-10-4-1", "bowl", "Bowl", "0.30", (18, 18, 10)),
    Kind(r"plate", "hg-11-10-4-3", "plate", "Plates", "0.50", (24, 24, 6)),
    Kind(r"tray", "hg-11-10-7-9", "tray", "Tray", "0.80", (44, 32, 6)),
    Kind(r"recipe box", "os-3-18", "box", "Recipe box", "1.10", (26, 20, 16)),
    Kind(r"sewing kit", "ae-2-1-5-2-3", "box", "Sewing kit", "0.30", (22, 16, 8)),
    Kind(r"trinket|mini chest|oval box", "hb-2-3-1", "box", "Trinket box", "0.30", (14, 12, 10)),
    Kind(r"storage box", "hg-10-16-6", "box", "Storage box", "1.00", (32, 24, 18)),
    Kind(r"cabinet", "fr-4-12", "cabinet", "Small cabinet", "3.40", (40, 26, 34)),
    Kind(r"drawer knob", "ha-6-2-5", "knob", "Drawer knob", "0.09", (8, 6, 6)),
    Kind(r"coat rack", "hg-3-18", "hook", "Coat rack", "0.60", (46, 12, 8)),
    Kind(r"hook", "hg-10-16-9-3", "hook", "Hooks", "0.40", (34, 14, 6)),
    Kind(r"clothes pegs", "hg-10-9-2", "peg", "Clothes pegs", "0.14", (14, 10, 5)),
    Kind(r"alarm clock", "hg-3-17-1", "alarm", "Alarm clock", "0.45", (16, 14, 9)),
    Kind(r"(wall|diner).*clock|clock", "hg-3-17-4", "clock", "Wall clock", "1.10", (38, 36, 8)),
    Kind(r"doormat|acapulco mat", "hg-3-26", "mat", "Doormat", "1.50", (72, 14, 14)),
    Kind(r"chalkboard|blackboard", "os-13-1", "board", "Chalkboard", "0.70", (36, 28, 4)),
    Kind(r"memo ?board", "os-13-2-2", "board", "Memo board", "1.20", (46, 36, 4)),
    Kind(r"shopping list", "os-4-9-9-5", "notebook", "Notepad", "0.12", (22, 10, 2)),
    Kind(r"\bsign\b", "hg-3-50", "sign", "Sign", "0.30", (30, 22, 2)),
    Kind(r"frame", "hg-3-52", "frame", "Photo frame", "0.65", (30, 26, 5)),
    Kind(r"block (word|letter)|wooden block", "hg-3-42", "blocks", "Decorative letters", "0.70", (36, 12, 8)),
    Kind(r"(money|piggy) bank", "hg-3-53-2", "cupcake", "Money bank", "0.45", (16, 14, 14)),
    Kind(r"hot water bottle|hottie", "hb-1-8-5-2", "hotwater", "Hot-water bottle", "0.40", (34, 22, 6)),
    Kind(r"hand warmer", "hb-1-8-5-2", "glove", "Hand warmer", "0.15", (12, 12, 5)),
    Kind(r"plasters", "hb-1-8-6", "tin", "Plasters in a tin", "0.08", (10, 8, 3)),
    Kind(r"soap holder", "hg-1-16", "plate", "Soap holder", "0.30", (16, 12, 6)),
    Kind(r"scales", "ha-15-36-18-2", "scales", "Mechanical scales", "1.80", (28, 24, 24)),
    Kind(r"silk fan", "aa-2-11", "fan", "Hand fan", "0.06", (26, 6, 3)),
    Kind(r"kneeling pad", "hg-12-1-5-1-1", "mat", "Kneeling pad", "0.25", (42, 24, 4)),
    Kind(r"plant ladder", "hg-12-1-14", "plant", "Plant stand", "3.20", (70, 40, 10)),
    Kind(r"fly swat", "hg-10-11-1", "tool", "Fly swatter", "0.06", (46, 12, 2)),
    Kind(r"gift wrap", "ae-3-1-5-5", "wrap", "Wrapping paper", "0.12", (72, 6, 6)),
    Kind(r"gift tags", "ae-3-1-5-3", "card", "Gift tags", "0.04", (16, 12, 1)),
    Kind(r"card game|snap cards|playing cards", "tg-2-7", "cards", "Card game", "0.15", (12, 9, 4)),
    Kind(r"card holder", "os-3-14", "heart", "Card holder", "0.50", (34, 30, 5)),
    Kind(r"card\b|cards\b", "ae-3-1-6-2", "card", "Greeting card", "0.04", (18, 13, 1)),
    Kind(r"notebook", "os-4-9-9-6", "notebook", "Notebook", "0.15", (16, 12, 2)),
    Kind(r"stationery", "os-4-9-13", "notebook", "Stationery", "0.25", (24, 18, 3)),
    Kind(r"\bpens?\b", "os-11-11-7-3-1", "quill", "Pen", "0.03", (26, 5, 3)),
    Kind(r"crayon", "os-11-11-3-5", "pen", "Crayons", "0.12", (14, 10, 2)),
    Kind(r"colouring", "tg-5-2-2", "pen", "Colouring set", "0.35", (22, 16, 5)),
    Kind(r"sticker", "tg-5-2-10", "card", "Stickers", "0.02", (22, 12, 1)),
    Kind(r"knitting kit|feltcraft cushion", "ae-2-1-1-7", "yarn", "Needlecraft kit", "0.30", (24, 18, 8)),
    Kind(r"feltcraft.*(doll|friends|mice)", "ae-2-1-1-9-1", "doll", "Doll-making kit", "0.20", (24, 16, 5)),
    Kind(r"feltcraft|craft|knitting nancy", "tg-5-2-3", "yarn", "Craft kit", "0.18", (20, 16, 4)),
    Kind(r"domino", "tg-2-15", "cards", "Dominoes", "0.35", (18, 8, 5)),
    Kind(r"snakes & ladders", "tg-2-5", "cards", "Game", "0.60", (30, 22, 5)),
    Kind(r"skipping rope", "tg-5-23-8-3", "rope", "Skipping rope", "0.20", (20, 12, 5)),
    Kind(r"spinning top", "tg-5-1-9", "top", "Spinning tops", "0.12", (12, 10, 5)),
    Kind(r"catch cup", "tg-5-1-1", "top", "Cup-and-ball game", "0.12", (18, 8, 7)),
    Kind(r"skittle", "tg-5-23-5", "doll", "Skittles", "0.60", (24, 18, 8)),
    Kind(r"glider", "tg-5-12-6", "plane", "Toy gliders", "0.03", (22, 10, 2)),
    Kind(r"helicopter", "tg-5-12-7", "plane", "Toy helicopter", "0.45", (34, 20, 10)),
    Kind(r"harmonica", "ae-2-8-8-5-4", "harmonica", "Harmonica", "0.12", (14, 6, 4)),
    Kind(r"playhouse", "tg-5-8-4", "doll", "Doll's-house furniture", "0.30", (20, 14, 8)),
    Kind(r"cushion cover", "hg-3-14", "cushion", "Cushion cover", "0.25", (34, 26, 3)),
    Kind(r"filler pad", "ae-2-1-2-10-3", "cushion", "Cushion pad", "0.40", (40, 34, 12)),
    Kind(r"bracelet", "aa-6-3", "jewel", "Bracelet", "0.06", (10, 10, 3)),
    Kind(r"bird|hen\b|ducks|chicken", "hg-3-30", "bird", "Ornament", "0.20", (18, 14, 8)),
    Kind(r"wicker star", "hg-3-76-2", "star", "Wicker decoration", "0.20", (28, 26, 6)),
    Kind(r"wicker", "hg-3-76-2", "heart", "Wicker decoration", "0.25", (28, 26, 6)),
    Kind(r"\bstar\b", "hg-3-58-7", "star", "Hanging decoration", "0.10", (16, 14, 4)),
    Kind(r"egg|bunny|angel|bauble", "hg-3-58-7", "egg", "Seasonal decoration", "0.10", (16, 12, 6)),
    Kind(r"heart|decoration", "hg-3-58-7", "heart", "Hanging decoration", "0.12", (18, 14, 4)),
)
# What is left would be looked at by hand; today nothing is.
FALLBACK = Kind(r"", "hg-3-30", "gift", "Decorative gift", "0.40", (20, 16, 10))
