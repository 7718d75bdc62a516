#pragma once

#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>
#include <cstring>
#include <type_traits>
#include <unistd.h>

namespace vitrine::codec {

/// Sends one packet, with `descriptor` beside it unless that is negative. False with errno; never raises
/// SIGPIPE.
template <typename Message>
bool sendMessage(int socket, const Message &message, int descriptor = -1)
{
    static_assert(std::is_trivially_copyable_v<Message>);
    iovec part{const_cast<Message *>(&message), sizeof(Message)};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    if (descriptor >= 0) {
        header.msg_control = control;
        header.msg_controllen = sizeof(control);
        cmsghdr *rights = CMSG_FIRSTHDR(&header);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(rights), &descriptor, sizeof(int));
    }
    ssize_t sent = 0;
    do {
        sent = sendmsg(socket, &header, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent == static_cast<ssize_t>(sizeof(Message));
}

/// Waits for one packet of exactly the message's size and version. False at the end of the stream, on an
/// error or a packet of another shape; then `descriptor` is -1. Otherwise the caller owns `descriptor` (-1:
/// none came).
template <typename Message>
bool receiveMessage(int socket, Message &message, int &descriptor)
{
    static_assert(std::is_trivially_copyable_v<Message>);
    descriptor = -1;
    iovec part{&message, sizeof(Message)};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control;
    header.msg_controllen = sizeof(control);
    ssize_t received = 0;
    do {
        received = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
    } while (received < 0 && errno == EINTR);
    if (received > 0) {
        const cmsghdr *rights = CMSG_FIRSTHDR(&header);
        if (rights && rights->cmsg_level == SOL_SOCKET && rights->cmsg_type == SCM_RIGHTS)
            std::memcpy(&descriptor, CMSG_DATA(rights), sizeof(int));
    }
    const bool whole = received == static_cast<ssize_t>(sizeof(Message)) &&
                       (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0 &&
                       message.version == Message{}.version;
    if (!whole && descriptor >= 0) {
        ::close(descriptor);
        descriptor = -1;
    }
    return whole;
}

} // namespace vitrine::codec
