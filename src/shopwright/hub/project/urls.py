"""All addresses. Those of a workspace stand below ``/w/<slug>/``, one module of them for each app."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_set
from django.urls import include, path

from shopwright.hub.access import views as access
from shopwright.hub.channels import connect
from shopwright.hub.channels.hooks import receive_event
from shopwright.hub.console import views as console

WORKSPACE_URLS = [
    path("", include("shopwright.hub.console.urls")),
    path("channels/", include("shopwright.hub.channels.urls")),
    path("products/", include("shopwright.hub.catalog.urls")),
    path("stock/", include("shopwright.hub.stock.urls")),
    path("listings/", include("shopwright.hub.listings.urls")),
    path("orders/", include("shopwright.hub.orders.urls")),
    path("shipments/", include("shopwright.hub.fulfilment.urls")),
    path("returns/", include("shopwright.hub.aftersales.urls")),
    path("acts/", include("shopwright.hub.background.urls")),
    path("lists/", include("shopwright.hub.lists.urls")),
    path("messages/", include("shopwright.hub.notices.urls")),
    path("jobs/", include("shopwright.hub.work.urls")),
    path("security/", include("shopwright.hub.security.urls")),
    path("settings/", include("shopwright.hub.people.urls")),
]

urlpatterns = [
    path("", access.choose_workspace, name="home"),
    path("healthz", console.show_health, name="health"),
    path("accounts/password/set/", reauthentication_required(password_set), name="account_set_password"),
    path("accounts/", include("allauth.urls")),
    path("again", access.ask_for_link, name="login-again"),
    path("favicon.ico", console.show_icon, name="favicon"),
    path("theme", access.set_theme, name="theme"),
    path("link/<str:token>", access.open_login_link, name="login-link"),
    path("invitations/<str:token>", access.accept_invitation, name="invitation"),
    path("connect/<slug:channel>/callback", connect.finish_consent, name="consent-callback"),
    path("hooks/<slug:channel>/<int:app_id>", receive_event, name="hook"),
    path("w/<slug:workspace>/", include(WORKSPACE_URLS)),
]
handler400 = "shopwright.hub.console.views.show_refused"
handler404 = "shopwright.hub.console.views.show_missing"
handler403 = "shopwright.hub.console.views.show_forbidden"
handler500 = "shopwright.hub.console.views.show_fault"
