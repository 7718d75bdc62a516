#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace vitrine::codec {

/// Memory for planes of many megabytes: whole pages of two megabytes where the kernel has them, since a page fault for every
/// four kilobytes costs a quarter of a decode. Throws std::bad_alloc.
void *allocateLarge(std::size_t bytes);
void releaseLarge(void *at, std::size_t bytes);

/// For samples that are written before they are read: making room does not fill it.
template <typename Sample>
struct PlaneAllocator : std::allocator<Sample>
{
    static constexpr std::size_t LargeBytes = 2u << 20;
    template <typename Other>
    struct rebind
    {
        using other = PlaneAllocator<Other>;
    };
    Sample *allocate(std::size_t count)
    {
        const std::size_t bytes = count * sizeof(Sample);
        return bytes >= LargeBytes ? static_cast<Sample *>(allocateLarge(bytes)) : std::allocator<Sample>::allocate(count);
    }
    void deallocate(Sample *at, std::size_t count)
    {
        const std::size_t bytes = count * sizeof(Sample);
        if (bytes >= LargeBytes)
            releaseLarge(at, bytes);
        else
            std::allocator<Sample>::deallocate(at, count);
    }
    template <typename Other>
    void construct(Other *at)
    {
        ::new (static_cast<void *>(at)) Other;
    }
};

} // namespace vitrine::codec
