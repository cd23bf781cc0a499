"""The pages of developers."""

from __future__ import annotations

from shopwright.platform.core.pages.page import BOTH, GET, POST, Page

from . import accounts, app_parts, apps, partner, security

PAGES = (
    Page("/portal/sign-up", BOTH, accounts.sign_up_page),
    Page("/portal/sign-up/confirm", BOTH, accounts.confirm_page),
    Page("/portal/join", BOTH, accounts.join_page),
    Page("/portal/mailbox", GET, accounts.mailbox_page),
    Page("/portal/log-in", BOTH, accounts.log_in_page),
    Page("/portal/log-in/code", BOTH, accounts.code_page),
    Page("/portal/log-out", POST, accounts.log_out),
    Page("/portal/prove", BOTH, accounts.prove_page),
    Page("/portal/security", GET, security.security_page),
    Page("/portal/security/totp", POST, security.begin_totp),
    Page("/portal/security/totp/confirm", POST, security.confirm_totp),
    Page("/portal/security/codes", POST, security.renew_codes),
    Page("/portal/security/password", POST, security.change_password),
    Page("/portal/security/sessions", POST, security.end_sessions),
    Page("/portal/partner", GET, partner.partner_page),
    Page("/portal/partner/steps/{step}", POST, partner.tick),
    Page("/portal/partner/people", BOTH, partner.people_page),
    Page("/portal/partner/people/{developer_id}", POST, partner.change_person),
    Page("/portal/partner/rules", POST, partner.set_rules),
    Page("/portal/partner/approvals/{approval_id}", POST, partner.decide),
    Page("/portal/audit", GET, partner.audit_page),
    Page("/portal/apps", GET, apps.apps_page),
    Page("/portal/apps/new", BOTH, apps.new_app),
    Page("/portal/apps/{app_key}", BOTH, apps.app_page),
    Page("/portal/apps/{app_key}/api", BOTH, app_parts.api_page),
    Page("/portal/apps/{app_key}/secret", BOTH, app_parts.secret_page),
    Page("/portal/apps/{app_key}/shops", BOTH, app_parts.shops_page),
)
