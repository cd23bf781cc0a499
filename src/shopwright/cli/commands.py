"""The table of all commands. A command's module is loaded when the command is called.

A new command is a function in a small module, and a row here: its words, its function, and the first sentence of its
docstring, which the help of the words before it shows. The docstring ends with examples.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A command. ``is_default``: its last word may be left out. ``title``: what it stands under in the help."""

    words: str
    target: str
    help: str
    title: str = ""
    is_default: bool = False


class Heading(NamedTuple):
    """What words stand for that begin commands, and the title that they stand under in the help."""

    help: str
    title: str = ""


BUYERS = "What buyers do"
SELLERS = "What sellers and carriers do"
THINGS = "What there is"
CONSENT = "Authorization"
CALLS = "Calls and notifications"
STATE = "Time and state"
REST = "Anything else"

#: Titles that the help of ``sandbox`` puts its commands under, in this order.
TITLES = (BUYERS, SELLERS, THINGS, CONSENT, CALLS, STATE, REST)

HEADINGS = {
    "platform": Heading("The shop: serve it, show its keys, fill it."),
    "hub": Heading("The seller's hub: its console, its worker, its people."),
    "promote": Heading("Discounts, flash deals, campaigns and coupons, and the prices that they make."),
    "promote coupons": Heading("Coupons of sellers and of the platform."),
    "audience": Heading("Files of customers for TikTok's Business API."),
    "doctor": Heading("What keeps calls from working, and how to mend it."),
    "sign": Heading("Signatures of Partner API calls."),
    "sandbox": Heading("What buyers, carriers, TikTok and time do, in a running platform."),
    "sandbox orders": Heading("Orders of all shops.", THINGS),
    "sandbox packages": Heading("Parcels of all shops.", THINGS),
    "sandbox returns": Heading("Returns, and what buyer, carrier and TikTok do about them.", THINGS),
    "sandbox finance": Heading("Statements, payments and fees of a shop.", THINGS),
    "message": Heading("What buyers and agents write to each other."),
    "sandbox engagement": Heading("Messages that shops send to their buyers.", THINGS),
    "sandbox products": Heading("Verdicts of TikTok on products.", THINGS),
    "sandbox combined": Heading("Products that buyers see as one.", THINGS),
    "review": Heading("Reviews: what buyers write, and what sellers do about it."),
    "sandbox shops": Heading("Shops, and their switches.", THINGS),
    "sandbox apps": Heading("Apps, their keys and webhook addresses.", THINGS),
    "sandbox accounts": Heading("Sellers, creators, partners and business accounts.", THINGS),
    "sandbox tokens": Heading("Tokens without a browser.", CONSENT),
    "sandbox deliveries": Heading("Notifications that went out, and their attempts.", CALLS),
    "sandbox requests": Heading("Calls that came in.", CALLS),
    "sandbox clock": Heading("The platform's clock: show it, move it, stop it.", STATE),
    "sandbox fault": Heading("Faults on purpose, of calls and of notifications.", STATE),
    "sandbox settings": Heading("Limits, strictness and how long logs are kept.", STATE),
    "sandbox snapshot": Heading("Saved states of the business data and the clock.", STATE),
    "sandbox simulation": Heading("Simulated buyers who come by themselves.", STATE),
}

ROWS = (
    Row("up", "up.command:up", "Start a TikTok Shop on this machine, and the seller's hub beside it."),
    Row("platform serve", "serve:serve", "Start a TikTok Shop on this machine."),
    Row("platform keys", "keys:keys", "Show the keys of a running platform: demo app, tokens, shop."),
    Row(
        "platform replay",
        "replay:replay",
        "Put an order history into a shop: products, buyers, orders, cancellations and returns.",
    ),
    Row(
        "platform rotate-keys",
        "rotate:rotate_keys",
        "Write all secrets and tokens anew, encrypted with a fresh data key.",
    ),
    Row("hub serve", "hub:serve", "Serve the hub's console on this machine."),
    Row("hub worker", "hub:worker", "Work on what the hub has to read and send."),
    Row("hub migrate", "hub:migrate", "Bring the hub's tables up to date."),
    Row(
        "hub new-owner",
        "hub:new_owner",
        "Make a workspace with its owner, and a link that logs the owner in once.",
    ),
    Row("hub manage", "hub:manage", "Run one of Django's management commands on the hub."),
    Row("hub link", "hub:link", "Make a link that logs a person in once."),
    Row(
        "hub rotate-keys",
        "hub:rotate_keys",
        "Replace the master key, and encrypt buyers, tokens, apps and labels anew.",
    ),
    Row("hub backup", "hub_backup:backup", "Back the hub up into a file while it works."),
    Row("hub restore", "hub_backup:restore", "Put a back-up into an empty place."),
    Row("sandbox buy", "sandbox.buyers:buy", "A buyer buys something.", BUYERS),
    Row("sandbox pay", "sandbox.buyers:pay", "The buyer pays for an order.", BUYERS),
    Row("sandbox cancel", "sandbox.buyers:cancel", "The buyer cancels an order, or asks to.", BUYERS),
    Row("sandbox withdraw", "sandbox.buyers:withdraw", "The buyer withdraws a request to cancel.", BUYERS),
    Row("sandbox return", "sandbox.buyers:return_order", "The buyer wants money or other goods for an order.", BUYERS),
    Row("sandbox address", "sandbox.buyers:address", "The buyer has the order sent elsewhere.", BUYERS),
    Row("sandbox ship", "sandbox.orders:ship", "The seller ships an order: it then awaits collection.", SELLERS),
    Row(
        "sandbox deliver",
        "sandbox.orders:deliver",
        "Bring an order to its buyer, shipped and carried on the way.",
        SELLERS,
    ),
    Row("sandbox complete", "sandbox.orders:complete", "Bring an order to its end, delivered on the way.", SELLERS),
    Row("sandbox advance", "sandbox.orders:advance", "Bring an order to a state that lies ahead.", SELLERS),
    Row(
        "sandbox carrier",
        "sandbox.packages:carrier",
        "The carrier collects, scans, delivers or loses a parcel.",
        SELLERS,
    ),
    Row("sandbox orders list", "sandbox.orders:list_orders", "List orders, the newest first.", is_default=True),
    Row("sandbox orders show", "sandbox.orders:show", "Show an order with its times and deadlines."),
    Row("sandbox packages list", "sandbox.packages:list_packages", "List parcels, the newest first.", is_default=True),
    Row("sandbox packages show", "sandbox.packages:show", "Show a parcel with its scans."),
    Row("sandbox returns show", "sandbox.returns:show", "Show a return."),
    Row("sandbox returns act", "sandbox.returns:act", "Buyer, carrier or TikTok do something about a return."),
    Row(
        "message list",
        "sandbox.messages:list_conversations",
        "List the conversations of a shop, those that were written in last first.",
        is_default=True,
    ),
    Row("message show", "sandbox.messages:show", "Show a conversation with its session and its messages."),
    Row("message write", "sandbox.messages:write", "A buyer writes to the shop."),
    Row("message creator", "sandbox.creators:write", "A creator writes to the shop."),
    Row("message from-creator", "sandbox.creators:show", "List what a creator wrote to the shop, the newest first."),
    Row("message answer", "sandbox.messages:answer", "An agent of the shop answers the buyer."),
    Row("message act", "sandbox.messages:act", "Buyer or agent do something in a conversation besides writing."),
    Row(
        "sandbox engagement show",
        "sandbox.messages:show_engagement",
        "Show what a shop may use of customer engagement, and its tasks.",
        is_default=True,
    ),
    Row(
        "sandbox engagement change",
        "sandbox.messages:change_engagement",
        "Let a shop use customer engagement, or not.",
    ),
    Row(
        "review list",
        "sandbox.reviews:list_reviews",
        "List a shop's reviews, the newest first.",
        is_default=True,
    ),
    Row("review show", "sandbox.reviews:show", "Show a review."),
    Row("review write", "sandbox.reviews:write", "The buyer reviews a line of an order."),
    Row("review edit", "sandbox.reviews:edit", "The buyer changes a review; what is not named stays."),
    Row("review judge", "sandbox.reviews:judge", "The platform decides a request to remove a review, at once."),
    Row("review reply", "sandbox.reviews:reply", "The seller answers a review."),
    Row("review tag", "sandbox.reviews:tag", "The seller tags a review."),
    Row(
        "review summary",
        "sandbox.reviews:summary",
        "Show count, average, histogram, reply rate and median time to reply.",
    ),
    Row("sandbox products act", "sandbox.products:act", "TikTok judges a product, or takes it down."),
    Row("sandbox combined list", "sandbox.combined:show", "List the combined listings of a shop.", is_default=True),
    Row("sandbox combined create", "sandbox.combined:create", "Join products that buyers see as one."),
    Row("sandbox combined edit", "sandbox.combined:edit", "Change a combined listing, or take it down."),
    Row("sandbox combined delete", "sandbox.combined:delete", "Part the products of a combined listing again."),
    Row(
        "sandbox finance show",
        "sandbox.finance:show",
        "Show a shop's money, and the terms by which it is paid.",
        is_default=True,
    ),
    Row(
        "sandbox finance change",
        "sandbox.finance:change",
        "Change the terms by which a shop is paid; null goes back to the market's.",
    ),
    Row("sandbox finance payment", "sandbox.finance:payment", "Let a payment that is on its way arrive, or come back."),
    Row(
        "sandbox finance adjust",
        "sandbox.finance:adjust",
        "Adjust what a shop is paid: a penalty, a reimbursement, a chargeback.",
    ),
    Row(
        "sandbox finance amount",
        "sandbox.finance:add_amount",
        "Add an amount to an order's account, such as a creator's commission.",
    ),
    Row("sandbox finance transfer", "sandbox.finance:transfer", "Transfer money to a seller's account, or from it."),
    Row("sandbox finance trade-in", "sandbox.finance:trade_in", "Move money of a shop's account for trade-ins."),
    Row("sandbox buyers", "sandbox.shops:buyers", "List the buyers of a shop, the newest first.", THINGS),
    Row(
        "sandbox opportunity", "sandbox.products:opportunity", "Offer a shop an opportunity to list something.", THINGS
    ),
    Row("sandbox ledger", "sandbox.products:ledger", "Show a SKU's stock and every movement of it.", THINGS),
    Row("sandbox keys", "keys:keys", "Show the keys of a running platform: demo app, tokens, shop.", THINGS),
    Row("sandbox shops list", "sandbox.shops:list_shops", "List all shops.", is_default=True),
    Row("sandbox shops show", "sandbox.shops:show", "Show a shop with its switches and warehouses."),
    Row("sandbox shops create", "sandbox.shops:create", "Open a shop in a market."),
    Row("sandbox shops change", "sandbox.shops:change", "Change a shop's switches."),
    Row("sandbox apps list", "sandbox.apps:list_apps", "List all apps, without their secrets.", is_default=True),
    Row("sandbox apps show", "sandbox.apps:show", "Show an app with its secret."),
    Row("sandbox apps create", "sandbox.apps:create", "Make an app with fresh keys."),
    Row("sandbox apps change", "sandbox.apps:change", "Change an app: its webhook address, topics, scopes, state."),
    Row("sandbox accounts list", "sandbox.accounts:list_accounts", "List users of all kinds.", is_default=True),
    Row("sandbox accounts show", "sandbox.accounts:show", "Show a user with shops and consents."),
    Row("sandbox accounts create", "sandbox.accounts:create", "Make a seller, creator, partner or business account."),
    Row(
        "sandbox accounts advertiser",
        "sandbox.accounts:advertiser",
        "Give a business account one more advertiser, with audiences of its own.",
    ),
    Row("sandbox accounts change", "sandbox.accounts:change", "Switch a user off and on, or into a shop group."),
    Row("sandbox tokens create", "sandbox.tokens:create", "Make tokens for an app, consent included."),
    Row("sandbox tokens expire", "sandbox.tokens:expire", "End a token at once."),
    Row("sandbox auth-code", "sandbox.tokens:auth_code", "Consent to an app, as on the consent page.", CONSENT),
    Row("sandbox deauthorize", "sandbox.tokens:deauthorize", "Withdraw a consent.", CONSENT),
    Row("sandbox clock show", "sandbox.clock:show", "Show what time it is.", is_default=True),
    Row("sandbox clock advance", "sandbox.clock:advance", "Move the clock forward; what is due on the way happens."),
    Row("sandbox clock set", "sandbox.clock:set_time", "Move the clock forward to a time."),
    Row("sandbox clock freeze", "sandbox.clock:freeze", "Stop the clock."),
    Row("sandbox clock resume", "sandbox.clock:resume", "Let the clock run on from where it stands."),
    Row("sandbox clock job", "sandbox.clock:job", "Show how far a move of the clock is."),
    Row("sandbox due", "sandbox.clock:due", "List what time will do next.", STATE),
    Row("sandbox fault list", "sandbox.faults:list_faults", "List the faults in force.", is_default=True),
    Row("sandbox fault add", "sandbox.faults:add", "Let calls of an operation go wrong."),
    Row(
        "sandbox fault webhooks",
        "sandbox.faults:webhooks",
        "Let notifications get lost, doubled, late or out of order.",
    ),
    Row("sandbox fault remove", "sandbox.faults:remove", "End a fault, or all of them."),
    Row("sandbox reset", "sandbox.state:reset", "Go back to the first start: same keys, nothing else kept.", STATE),
    Row(
        "sandbox export",
        "sandbox.exports:export",
        "Save a shop's data as it is at one moment.",
    ),
    Row("sandbox erase", "sandbox.exports:erase", "Erase a buyer's personal data wherever it is kept."),
    Row("sandbox erasures", "sandbox.exports:list_erasures", "List who was erased, the oldest first."),
    Row("sandbox snapshot create", "sandbox.state:create", "Save business data and clock.", is_default=True),
    Row("sandbox snapshot list", "sandbox.state:list_snapshots", "List snapshots, the oldest first."),
    Row("sandbox snapshot remove", "sandbox.state:remove", "Delete a snapshot."),
    Row("sandbox restore", "sandbox.state:restore", "Go back to a snapshot.", STATE),
    Row("sandbox settings show", "sandbox.settings:show", "Show all settings.", is_default=True),
    Row("sandbox settings change", "sandbox.settings:change", "Change settings; what is not named stays."),
    Row("sandbox simulation show", "sandbox.simulation:show", "Show a shop's simulation.", is_default=True),
    Row("sandbox simulation start", "sandbox.simulation:start", "Let simulated buyers come to a shop."),
    Row("sandbox simulation stop", "sandbox.simulation:stop", "End simulations."),
    Row(
        "sandbox deliveries list",
        "sandbox.deliveries:list_deliveries",
        "List notifications, the newest first.",
        is_default=True,
    ),
    Row("sandbox deliveries show", "sandbox.deliveries:show", "Show a notification with its attempts."),
    Row("sandbox deliveries replay", "sandbox.deliveries:replay", "Send a notification once more."),
    Row("sandbox requests list", "logs:logs", "Show the calls that came in, and follow them.", is_default=True),
    Row(
        "sandbox requests show", "sandbox.requests:show", "Show a call with its body, its reply and a bad sign's cause."
    ),
    Row("sandbox request", "sandbox.requests:request", "Call the control API itself: whatever it has.", REST),
    Row("promote list", "sandbox.promotions:list_activities", "List activities, the newest first.", is_default=True),
    Row("promote start", "sandbox.promotions:start", "Start a discount, a flash deal or a campaign."),
    Row("promote begin", "sandbox.promotions:begin", "Begin an activity now instead of at its time."),
    Row("promote stop", "sandbox.promotions:stop", "End an activity that runs or is to run."),
    Row("promote price", "sandbox.promotions:price", "Explain what a buyer pays for a SKU now, step by step."),
    Row(
        "promote coupons list",
        "sandbox.promotions:list_coupons",
        "List coupons of sellers and of the platform, the newest first.",
        is_default=True,
    ),
    Row(
        "promote coupons make",
        "sandbox.promotions:make_coupon",
        "Make a coupon; buyers use it with the coupon_ids of an order.",
    ),
    Row(
        "promote coupons claim",
        "sandbox.promotions:claim",
        "A buyer claims a coupon; who uses one with an order claims it along the way.",
    ),
    Row("promote coupons stop", "sandbox.promotions:stop_coupon", "End a coupon."),
    Row("listen", "listen:listen", "Watch notifications and calls as they happen, and forward notifications."),
    Row(
        "settle",
        "sandbox.finance:settle",
        "Settle orders that are delivered, close the day's statement, and begin its payment.",
    ),
    Row("trigger", "trigger:trigger", "Cause a notification by what really causes it."),
    Row("logs", "logs:logs", "Show the calls that came in, and follow them."),
    Row("open", "open_page:open_page", "Open a page of the portal."),
    Row("call", "call:call", "Call an operation of the Partner API."),
    Row("audience upload", "audience:upload_audience", "Check a file of customers or a list, and upload it."),
    Row("notices", "notices:list_notices", "List what of the API changes and what ends, the latest first."),
    Row(
        "changes",
        "changes:list_changes",
        "List corrections of the contract, dated notices and releases, the latest first.",
    ),
    Row("login", "login:login", "Authorise this machine for a shop, and remember it."),
    Row("doctor check", "doctor:doctor", "Find what keeps calls from working, and how to mend it.", is_default=True),
    Row("doctor diff", "doctor_diff:diff", "Compare a captured request with what it should be."),
    Row(
        "coverage",
        "coverage.command:coverage",
        "Show what of the Partner API an integration uses, and which features it misses.",
    ),
    Row(
        "drift",
        "drift.command:drift",
        "Compare replies with the contract and the platform: what is new, gone, or of another type.",
    ),
    Row("explain", "explain:explain", "Say what an error code or a message means, and what to do."),
    Row("scan-secrets", "scan_secrets:scan_secrets", "Find app secrets, tokens and private keys in files."),
    Row("sign explain", "sign:explain", "Show what a call's signature is made of, and why one does not fit."),
    Row("completion", "completion:completion", "Print what lets a shell complete the command's words."),
)
