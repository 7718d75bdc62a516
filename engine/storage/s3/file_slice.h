#pragma once

#include <QIODevice>

namespace vitrine::storage::s3 {

/// Part of an open file as a device to read from: no copy, and the descriptor's own position stays where it is, so that
/// several threads may read one file. Does not own the descriptor.
class FileSlice final : public QIODevice
{
public:
    FileSlice(int descriptor, qint64 offset, qint64 size);

    bool isSequential() const override { return false; }
    qint64 size() const override { return m_size; }

protected:
    qint64 readData(char *data, qint64 most) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    const int m_descriptor;
    const qint64 m_offset;
    const qint64 m_size;
};

} // namespace vitrine::storage::s3
