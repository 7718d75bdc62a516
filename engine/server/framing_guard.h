#pragma once

#include <QByteArrayView>

namespace vitrine::server {

/// Stands before the parser and refuses every head that two parsers could read differently (RFC 9112
/// section 11.2), because a proxy in front of this server is the second parser. Pure; any thread.
///
/// `head` is a whole head with its final empty line. Returns the reason for a person, or nullptr when it is
/// clean.
const char *framingFault(QByteArrayView head);

/// The same for the first bytes of a head that has not ended yet: what can never become right (a bare line
/// feed, NUL) is refused now, not at the timeout.
const char *earlyFramingFault(QByteArrayView beginning);

} // namespace vitrine::server
