#pragma once

#include "origin/http.h"

#include <QByteArrayView>

#include <memory>

namespace vitrine::server {

/// One message after the other out of a stream of bytes: Beast's parser behind the framing guard. Belongs to
/// one connection and its thread.
class RequestParser
{
public:
    struct Fault
    {
        int status = 0; ///< 0: none
        QByteArray reason;
    };

    RequestParser();
    ~RequestParser();

    /// Takes a whole head with its empty line. 400, 417, 501.
    Fault head(QByteArrayView head);
    /// The request as far as its head; after head().
    const origin::Request &request() const;
    /// After head(), before body(): at most so many bytes, into the file if there is one, else into memory. 413.
    Fault expectBody(qint64 limit, std::shared_ptr<origin::BodyFile> file);
    /// Takes what it can of the body and says how much. 400, 413, 500, 507.
    Fault body(QByteArrayView bytes, qsizetype *consumed);

    bool inMessage() const; ///< after head() and before take()
    bool complete() const;
    bool keepAlive() const;
    bool wantsContinue() const; ///< "Expect: 100-continue" and the body has not begun

    /// The finished request; the parser is ready for the next head.
    origin::Request take();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace vitrine::server
