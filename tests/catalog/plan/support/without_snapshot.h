#pragma once

#include "catalog/plan/backend.h"

namespace vitrine::test {

/// A backend without its mechanism: each statement sees its own moment. What tears with it, and only with it,
/// shows that the mechanism is what keeps cards whole.
class WithoutSnapshot final : public plan::Backend
{
public:
    explicit WithoutSnapshot(plan::Backend &backend) : m_backend(backend) {}

    const plan::BackendFacts &facts() const override { return m_backend.facts(); }
    Result<plan::TableFacts> tables(const QStringList &names) override { return m_backend.tables(names); }
    Result<std::unique_ptr<plan::Snapshot>> snapshot(const plan::RunOptions &options) override
    {
        return std::unique_ptr<plan::Snapshot>(std::make_unique<Each>(m_backend, options));
    }

private:
    class Each final : public plan::Snapshot
    {
    public:
        Each(plan::Backend &backend, const plan::RunOptions &options) : m_backend(backend), m_options(options)
        {
        }
        Result<std::vector<plan::Answer>> fetch(const std::vector<plan::Statement> &statements, bool) override
        {
            std::vector<plan::Answer> answers;
            for (const plan::Statement &statement : statements) {
                auto snapshot = m_backend.snapshot(m_options);
                if (!snapshot)
                    return snapshot.error();
                auto answer = (*snapshot)->fetch({statement}, true);
                if (!answer)
                    return answer.error();
                answers.push_back(std::move(answer->front()));
            }
            return answers;
        }
        plan::Way way() const override { return plan::Way::Serial; }
        int lanes() const override { return 1; }
        int tries() const override { return 1; }

    private:
        plan::Backend &m_backend;
        plan::RunOptions m_options;
    };

    plan::Backend &m_backend;
};

} // namespace vitrine::test
