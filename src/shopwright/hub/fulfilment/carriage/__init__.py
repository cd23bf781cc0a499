"""Which of a channel's shipping services a parcel is sent with, and what it costs."""
