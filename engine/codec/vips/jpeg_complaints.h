#pragma once

#include <csetjmp>
#include <cstdio>

// After cstdio, whose FILE it needs.
#include <jpeglib.h>

namespace vitrine::codec {

/// libjpeg reports through function pointers and must not return from a fatal error.
struct Complaints
{
    jpeg_error_mgr manager;
    std::jmp_buf end;
    bool warned = false;
};

inline Complaints &complaintsOf(j_common_ptr codec)
{
    return *reinterpret_cast<Complaints *>(codec->err); // its first member
}

[[noreturn]] inline void giveUp(j_common_ptr codec)
{
    std::longjmp(complaintsOf(codec).end, 1);
}

inline void noteWarning(j_common_ptr codec, int level)
{
    if (level < 0)
        complaintsOf(codec).warned = true;
}

inline void listen(Complaints &complaints)
{
    jpeg_std_error(&complaints.manager);
    complaints.manager.error_exit = giveUp;
    complaints.manager.emit_message = noteWarning;
}

} // namespace vitrine::codec
