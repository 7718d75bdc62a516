#include "storage/variants/segment_file.h"

#include "storage/variants/body_hash.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace vitrine::storage {

namespace {

const QString Suffix = QStringLiteral(".segment");
constexpr int NumberDigits = 16;
constexpr qint64 SearchBytes = 1 << 20, PieceBytes = 256 << 10;
/// Of most heads with their key and tags.
constexpr qint64 UsualHeadBytes = 256;

Error failed(const QString &what, const QString &path, int reason)
{
    Error error{ErrorCode::Io, QStringLiteral("%1: %2").arg(what, qt_error_string(reason)), path, {}};
    if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG) {
        error.code = ErrorCode::StorageFull;
        error.remedy = QStringLiteral("Free space on this file system, or lower variants.disk");
    } else if (reason == EROFS || reason == EACCES || reason == EPERM) {
        error.code = ErrorCode::PermissionDenied;
        error.remedy = QStringLiteral("Give this user the right to write there, or set variants.disk to 0");
    }
    return error;
}

/// errno of the first failure, 0 when all is written.
int writeAll(int descriptor, QByteArrayView bytes, qint64 offset)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = pwrite(descriptor, bytes.data(), size_t(bytes.size()), offset);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return written < 0 ? errno : ENOSPC;
        bytes = bytes.sliced(written);
        offset += written;
    }
    return 0;
}

QByteArray readSome(int descriptor, qint64 offset, qint64 size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    qint64 got = 0;
    while (got < size) {
        const ssize_t piece = pread(descriptor, bytes.data() + got, size_t(size - got), offset + got);
        if (piece < 0 && errno == EINTR)
            continue;
        if (piece <= 0)
            break;
        got += piece;
    }
    bytes.truncate(got);
    return bytes;
}

} // namespace

QString SegmentFile::path(const QString &folder, quint64 number)
{
    return folder + u'/' + QString::number(number, 16).rightJustified(NumberDigits, u'0') + Suffix;
}

SegmentFile::SegmentFile(int descriptor, quint64 number, quint64 seed, qint64 size, QString path)
    : m_descriptor(descriptor), m_number(number), m_seed(seed), m_size(size), m_path(std::move(path))
{
}

SegmentFile::~SegmentFile()
{
    ::close(m_descriptor);
}

Result<std::shared_ptr<SegmentFile>> SegmentFile::create(const QString &folder, quint64 number)
{
    const QString path = SegmentFile::path(folder, number);
    const QByteArray encoded = QFile::encodeName(path);
    const int descriptor = ::open(encoded.constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return failed(QStringLiteral("cannot make a file for variants"), path, errno);
    const quint64 seed = QRandomGenerator::system()->generate64();
    if (const int reason = writeAll(descriptor, encodeFileHead(seed), 0)) {
        ::close(descriptor);
        ::unlink(encoded.constData());
        return failed(QStringLiteral("cannot write variants"), path, reason);
    }
    return std::shared_ptr<SegmentFile>(new SegmentFile(descriptor, number, seed, FileHeadBytes, path));
}

Result<std::shared_ptr<SegmentFile>> SegmentFile::open(const QString &folder, quint64 number)
{
    const QString path = SegmentFile::path(folder, number);
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0)
        return failed(QStringLiteral("cannot open stored variants"), path, errno);
    const auto seed = decodeFileHead(readSome(descriptor, 0, FileHeadBytes));
    struct stat state
    {
    };
    if (!seed || fstat(descriptor, &state) != 0) {
        ::close(descriptor);
        return Error{ErrorCode::Corrupt, QStringLiteral("this is not a file of variants"), path, {}};
    }
    return std::shared_ptr<SegmentFile>(new SegmentFile(descriptor, number, *seed, state.st_size, path));
}

QVector<quint64> SegmentFile::list(const QString &folder)
{
    QVector<quint64> numbers;
    for (const QString &name : QDir(folder).entryList({QLatin1Char('*') + Suffix}, QDir::Files)) {
        bool ok = false;
        const quint64 number = name.chopped(Suffix.size()).toULongLong(&ok, 16);
        if (ok && name.size() == NumberDigits + Suffix.size())
            numbers += number;
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

Result<qint64> SegmentFile::append(QByteArrayView record)
{
    const qint64 at = m_size;
    if (const int reason = writeAll(m_descriptor, record, at)) {
        // Best effort: the half of a record that stays behind is never pointed at, and overwritten by the next one.
        (void)::ftruncate(m_descriptor, at);
        return failed(QStringLiteral("cannot write variants"), m_path, reason);
    }
    m_size = at + record.size();
    return at;
}

Status SegmentFile::sync()
{
    if (fdatasync(m_descriptor) != 0)
        return failed(QStringLiteral("cannot bring to disk"), m_path, errno);
    return Done{};
}

QByteArray SegmentFile::read(qint64 offset, qint64 size) const
{
    return readSome(m_descriptor, offset, size);
}

qint64 SegmentFile::nextRecord(qint64 offset) const
{
    offset = (offset + RecordAlignment - 1) / RecordAlignment * RecordAlignment;
    while (offset + RecordHeadBytes <= m_size) {
        const QByteArray bytes = read(offset, SearchBytes + LargestHeadBytes);
        const qint64 starts = std::min<qint64>(SearchBytes, bytes.size() - RecordHeadBytes + 1);
        for (qint64 at = 0; at < starts; at += RecordAlignment) {
            const auto head = decodeRecordHead(QByteArrayView(bytes).sliced(at), m_seed);
            if (head && offset + at + head->recordBytes() <= m_size)
                return offset + at;
        }
        offset += SearchBytes;
    }
    return -1;
}

QByteArray SegmentFile::readHead(qint64 offset) const
{
    for (const qint64 size : {UsualHeadBytes, qint64(LargestHeadBytes)}) {
        QByteArray bytes = read(offset, size);
        if (decodeRecordHead(bytes, m_seed))
            return bytes;
    }
    return {};
}

qint64 SegmentFile::scan(const Visit &visit)
{
    qint64 at = FileHeadBytes, damaged = 0;
    while (at < m_size) {
        const QByteArray bytes = readHead(at);
        const auto head = decodeRecordHead(bytes, m_seed);
        if (head && at + head->recordBytes() <= m_size) {
            visit(at, *head);
            at += head->recordBytes();
            continue;
        }
        const qint64 next = nextRecord(at + RecordAlignment);
        if (next < 0)
            break;
        damaged += next - at;
        at = next;
    }
    if (at < m_size) {
        (void)::ftruncate(m_descriptor, at); // else the next record goes over it
        m_size = at;
    }
    return damaged;
}

std::shared_ptr<const images::Source> SegmentFile::openBody(qint64 offset, const RecordHead &head) const
{
    BodyHash hash(m_seed);
    QByteArray piece;
    qint64 copied = 0;
    const auto source = images::Source::fromPieces([&]() -> QByteArrayView {
        piece = read(offset + head.bodyOffset() + copied, std::min(PieceBytes, head.bodyBytes - copied));
        copied += piece.size();
        hash.add(piece);
        return piece;
    });
    return source && copied == head.bodyBytes && hash.value() == head.bodyHash ? *source : nullptr;
}

void SegmentFile::remove()
{
    ::unlink(QFile::encodeName(m_path).constData());
}

} // namespace vitrine::storage
