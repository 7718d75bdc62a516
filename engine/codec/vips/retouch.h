#pragma once

#include "images/operations.h"
#include "images/resize_plan.h"

#include <vips/vips8>

#include <cstdint>

/// What is done to a picture after it has its size. All take and give 8-bit sRGB or grey, alpha last, not premultiplied.
namespace vitrine::codec {

/// Puts the picture on a larger canvas. What stays bare is transparent when the picture has alpha, else background.
vips::VImage onCanvas(const vips::VImage &picture, images::Size canvas, images::Place place,
                      std::uint32_t backgroundRgb);

/// Clockwise. Right angles only move pixels. Others grow the canvas; what stays bare is transparent with
/// `transparentCanvas` (the picture gets alpha when it has none), else background.
vips::VImage turned(const vips::VImage &picture, double degrees, std::uint32_t backgroundRgb,
                    bool transparentCanvas);

vips::VImage toned(const vips::VImage &picture, images::Tone tone);

/// Gaussian; the edges stay where they are.
vips::VImage blurred(const vips::VImage &picture, double sigma);

} // namespace vitrine::codec
