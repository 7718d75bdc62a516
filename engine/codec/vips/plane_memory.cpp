#include "codec/vips/plane_memory.h"

#include <sys/mman.h>

#include <cstdint>

namespace vitrine::codec {

namespace {

constexpr std::size_t PageBytes = 2u << 20;

std::size_t wholePages(std::size_t bytes)
{
    return (bytes + PageBytes - 1) / PageBytes * PageBytes;
}

} // namespace

void *allocateLarge(std::size_t bytes)
{
    // A large page begins at a multiple of its size: what is mapped before and behind is given back.
    const std::size_t size = wholePages(bytes), mappedSize = size + PageBytes;
    void *mapped = mmap(nullptr, mappedSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED)
        throw std::bad_alloc();
    auto *begin = static_cast<std::byte *>(mapped);
    const std::size_t before = (PageBytes - reinterpret_cast<std::uintptr_t>(begin) % PageBytes) % PageBytes;
    if (before > 0)
        munmap(begin, before);
    std::byte *at = begin + before;
    if (PageBytes > before)
        munmap(at + size, PageBytes - before);
    madvise(at, size, MADV_HUGEPAGE); // refused by kernels without: then the pages are small
    return at;
}

void releaseLarge(void *at, std::size_t bytes)
{
    munmap(at, wholePages(bytes));
}

} // namespace vitrine::codec
