"""The programme of a conference: read, checked and asked. Pure: no clock, network, database or Telegram."""
