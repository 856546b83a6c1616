#!/usr/bin/python3
"""sendgrid.py: sends the mail of t/e2e/sendgrid_test.c with SendGrid's own client.

usage: sendgrid.py DIRECTORY URL KEY plain|calendar
  DIRECTORY  where pip has put sendgrid and python-http-client
"""
import base64
import sys

directory, url, key, kind = sys.argv[1:]
sys.path.insert(0, directory)

from sendgrid import SendGridAPIClient
from sendgrid.helpers import mail as sg

CALENDAR = "BEGIN:VCALENDAR\nEND:VCALENDAR\n"

mail = sg.Mail(sg.Email("hearth@example.org", "Hearth"), sg.To("ann@example.org"),
               "Grüße", sg.PlainTextContent('one\ntwo "three"\n'),
               sg.HtmlContent("<p>one</p>\n"))
if kind == "calendar":
    mail.reply_to = sg.ReplyTo("rsvp@example.org")
    mail.add_content(sg.Content("text/calendar; method=REQUEST", CALENDAR))
    mail.attachment = sg.Attachment(
        sg.FileContent(base64.b64encode(CALENDAR.encode()).decode()),
        sg.FileName("invite.ics"), sg.FileType("application/ics"),
        sg.Disposition("attachment"))
mail.add_header(sg.Header("Message-ID", "<0190-job@example.org>"))
mail.add_header(sg.Header("Auto-Submitted", "auto-generated"))
mail.add_custom_arg(sg.CustomArg("job", "0190-job"))
mail.tracking_settings = sg.TrackingSettings(
    click_tracking=sg.ClickTracking(False, False),
    open_tracking=sg.OpenTracking(False))
sys.exit(SendGridAPIClient(key, host=url).send(mail).status_code != 202)
