#pragma once

#include "ui/bridge/session.h"

namespace vitrine::test {

/// A write pool whose state is what the test says.
class FakePool : public ui::WritePoolSession
{
public:
    FakePool();

    ui::PoolState state() const override;
    void setLanes(int lanes) override;

    /// A pool in the middle of an import, moved on a step at each call: for pictures and long runs.
    void advance();

    ui::PoolState next;
    bool applyLanes = true; ///< false: lanes change later, as in a busy pool
    int lanesAsked = 0;     ///< of the last setLanes()
    mutable int statesAsked = 0;
};

} // namespace vitrine::test
