"""Two thousand random steps through invented programmes: after each the kernel and the model say the same."""

from tests.model.playing import play_steps

SEED = "the kernel beside its model"
STEPS = 2_000
MUST_OCCUR = (
    "act verify countersign reject place lift late pending confirmation rejection automatic only_while timer lapse "
    "when_changed when_empty opens_when pause paused resumed waived joined closed unless ran_out forgot left "
    "extension overdue returned round link"
).split()
MUST_REFUSE = (
    "not_your_role same_person not_in_this_state times_used held pending answers_missing answers_wrong in_the_future "
    "before_the_visit not_open_yet time_is_over extension_too_long"
).split()
OUTCOMES = ("completed", "programme_ended", "denied", "family_left")


def test_two_thousand_steps_leave_kernel_and_model_agreed():
    seen = play_steps(SEED, STEPS)
    steps = seen["accepted"] + seen["refused"] + seen["waited"]
    assert steps >= STEPS
    assert seen["accepted"] + seen["waited"] >= steps / 2 and seen["accepted"] > seen["refused"]
    missing = [name for name in MUST_OCCUR if not seen[name]]
    missing += [code for code in MUST_REFUSE if not seen[f"refused as {code}"]]
    missing += [outcome for outcome in OUTCOMES if not seen[f"ended {outcome}"]]
    missing += [
        name
        for name in (
            "lapse lapsed",
            "entered refused",
            "several people",
            "out of order",
            "done: overturns",
            "does: reopen",
            "done: open_from",
            "over the programme",
            "opening held",
            "with instead",
        )
        if not seen[name]
    ]
    assert missing == []
