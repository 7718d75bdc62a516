#include "storage/s3/file_slice.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace vitrine::storage::s3 {

FileSlice::FileSlice(int descriptor, qint64 offset, qint64 size) : m_descriptor(descriptor), m_offset(offset), m_size(size)
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 FileSlice::readData(char *data, qint64 most)
{
    const qint64 wanted = std::min(most, m_size - pos());
    if (wanted <= 0)
        return 0;
    ssize_t got = 0;
    do {
        got = ::pread(m_descriptor, data, size_t(wanted), m_offset + pos());
    } while (got < 0 && errno == EINTR);
    return got > 0 ? qint64(got) : -1; // a file that is shorter than it was: the request fails
}

} // namespace vitrine::storage::s3
