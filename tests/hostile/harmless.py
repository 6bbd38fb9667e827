"""The verbs that are no rule of the walk, by the reason why they bring nobody nearer to a talk or an account.

Each name stands here by itself, so that a new verb is thought about before it lands.
"""

NO_COORDINATOR = "asks for a seat that counts, or touches her own rows alone"
READS = "asks and changes nothing; what it shows of a talk is shown by `history`, which the walk asks after each step"
WEEK = "about the week: no right to a seat, an account or a card hangs on a session, a series, a draft or a wish"
HOUSE = "about the walls of the house"
GUARD = "refuses, and gives nothing"
SHUT = "opens a house that a back-up brought back: whom that lets in was let in before, and no seat or card comes of it"
WRITES_DOWN = "adds to the log, and takes nothing away"

HARMLESS = {
    NO_COORDINATOR: """
        house.sign_in.services.devices.remember house.sign_in.services.devices.end_device
        house.sign_in.services.devices.end_other_devices
        house.offline.services.choose_kept
        house.push.services.subscriptions.subscribe house.push.services.subscriptions.choose
        house.push.services.subscriptions.confirm house.push.services.subscriptions.be_silent_for_a_day
        house.push.services.subscriptions.speak_again house.push.services.subscriptions.unsubscribe
        house.sign_in.services.lock.choose_code house.sign_in.services.lock.drop_code
        house.people.services.people.choose house.people.services.people.choose_quiet_hours
        house.people.services.people.choose_letter_keys
        house.privacy.services.erasure.ask house.privacy.services.erasure.take_back
        peergroups.seats.services.admission.ask_about_seat
        peergroups.talk.services.last_hour.take_back_last_hour
        peergroups.talk.services.leaving.leave_group peergroups.seats.services.quiet.mute_group
        peergroups.seats.services.quiet.unmute_group
        peergroups.talk.services.hide.hide_peer peergroups.talk.services.hide.show_peer
        peergroups.talk.services.change.edit_message peergroups.talk.services.change.take_back
        peergroups.talk.services.change.react peergroups.talk.services.change.unreact
        peergroups.talk.services.change.change_message peergroups.talk.services.store.post_message
        peergroups.talk.services.unread.read_up_to peergroups.care.services.report_message
        peergroups.care.services.put_away
        house.worries.services.write_worry house.worries.services.answer_worry house.worries.services.put_away
        peergroups.care.services.moderate_message peergroups.seats.services.lifecycle.pause_seat
        peergroups.seats.services.lifecycle.freeze_seat
        peergroups.seats.services.naming.choose_alias peergroups.seats.services.sleeping.wake_seat
        peergroups.talk.services.leaving.leave_group
        peergroups.agreements.services.write_agreements peergroups.agreements.services.agree
    """,
    READS: """
        peergroups.talk.services.leaving.seat_to_leave
        house.door.services.cards.locked_person house.door.services.cards.house_for
        programs.sessions.services.hold.hold_open
        house.privacy.services.emergencies.to_choose_from house.privacy.services.emergencies.to_read
        house.privacy.services.emergencies.look_in house.door.services.returns.is_own
        peergroups.talk.queries.page_since peergroups.talk.queries.history peergroups.talk.queries.quotes_for
        peergroups.talk.queries.seats_around peergroups.seats.services.lifecycle.candidates
        peergroups.seats.services.lifecycle.facilitators_to_choose peergroups.groups.queries.seat_of
        peergroups.talk.services.versions.locked_table peergroups.groups.queries.refusal_for
        peergroups.groups.queries.whys_out peergroups.seats.services.sleeping.seat_to_wake
        peergroups.talk.services.leaving.seat_to_leave
    """,
    WRITES_DOWN: """
        house.worries.services.note_duties_read
        house.privacy.services.emergencies.note_list house.privacy.services.emergencies.note_seen
        house.privacy.services.emergencies.read_emergency house.door.services.returns.note_watched
        house.access_log.services.log.note house.access_log.services.log.note_all
    """,
    SHUT: """
        house.door.services.walks.finish house.door.services.walks.confirm
    """,
    GUARD: """
        house.privacy.services.erasure.refuse_elsewhere house.door.services.vouches.refuse_alone
        house.door.services.vouches.refuse_dependent
    """,
    HOUSE: """
        house.worries.services.name_readers
        house.people.services.rooms.add_room house.people.services.rooms.change_room
        house.people.services.houses.describe_house
        house.people.services.houses.situate_house house.people.services.houses.set_quiet_hours
    """,
    WEEK: """
        programs.attendance.services.answers.say_coming programs.attendance.services.answers.say_not_coming
        programs.attendance.services.answers.say_was_there programs.attendance.services.arrange.arrange_series
        programs.attendance.services.arrange.arrange_session programs.attendance.services.attendance.last_day_to_note
        programs.attendance.services.attendance.may_note programs.attendance.services.attendance.note_attendance
        programs.attendance.services.attendance.refuse_noting programs.attendance.services.attendance.waits_for_note
        programs.planning.services.undo.undoable programs.planning.services.undo.undoable_own
        programs.staffing.queries.busy.known_to
        programs.planning.services.change.cancel_session programs.planning.services.change.change_room
        programs.planning.services.change.move_session programs.planning.services.change.restore_session
        programs.household.services.chores.ask_no_more programs.household.services.chores.ask_swap
        programs.household.services.chores.change_chore programs.household.services.chores.end_chore
        programs.household.services.chores.start_chore programs.household.services.chores.take_turn
        programs.planning.closures.services.change_closure programs.planning.closures.services.choose_holidays
        programs.planning.closures.services.close_all programs.planning.closures.services.close_days
        programs.planning.closures.services.pause_series programs.planning.closures.services.reopen
        programs.importing.services.drafts.bring_calendar programs.importing.services.drafts.bring_sheet
        programs.importing.services.drafts.make_draft programs.importing.services.copies.copy_programme
        programs.importing.services.copies.copy_week programs.importing.services.extra_days.add_day
        programs.importing.services.corrections.answer_draft programs.importing.services.corrections.hold_draft
        programs.importing.services.corrections.mend_line programs.importing.services.corrections.throw_away
        programs.importing.services.put.put_draft programs.importing.services.renew.renew
        programs.planning.edits.services.apply.edit_series programs.planning.edits.services.apply.preview_edit
        programs.planning.edits.services.undo.undo_edit programs.planning.services.undo.undo_change
        programs.planning.services.again.repeat_session
        programs.staffing.services.assignments.assign
        programs.staffing.services.assignments.end_assignment programs.attendance.services.enrolment.end_enrolment
        programs.attendance.services.enrolment.enrol programs.feeds.services.end_feed
        programs.feeds.services.end_feed_of
        programs.feeds.services.feed_seen_by programs.feeds.services.make_feed programs.week.queries.find
        programs.household.services.notes.add_appointment programs.household.services.notes.change_appointment
        programs.household.services.notes.change_note
        programs.household.services.notes.take_appointment_away programs.household.services.notes.take_note_away
        programs.household.services.notes.write_note programs.attendance.services.needs.say_needs
        programs.household.services.reminders.choose_reminders
        programs.staffing.services.duties.accept programs.staffing.services.duties.accept_all
        programs.staffing.services.duties.ask
        programs.staffing.services.duties.ask_for_open programs.staffing.services.duties.close_place
        programs.staffing.services.duties.come_back programs.staffing.services.duties.decline
        programs.staffing.services.duties.give_back programs.staffing.services.duties.relieve
        programs.staffing.services.duties.stay_away programs.staffing.services.duties.withdraw
        programs.trainings.services.change_training programs.planning.services.start.start_first_series
        programs.planning.services.start.start_group_series programs.planning.services.start.start_series
        programs.trainings.services.start_training
        programs.staffing.queries.stepping_in.candidates programs.staffing.queries.stepping_in.doublings
        programs.staffing.queries.stepping_in.wanting
        programs.materials.services.add_paper
        programs.materials.services.keep_paper programs.materials.services.read_paper
        programs.materials.services.take_paper_away programs.materials.services.tell_training_in
        programs.materials.services.write_for_training
        programs.materials.services.untell_training_in
        programs.sessions.services.notices.note_visit programs.feedback.services.feedback.say_how_it_was
        programs.attendance.services.welcome.welcome_to_series programs.attendance.services.welcome.welcome_to_session
        programs.feedback.services.wishes.answer_wish programs.feedback.services.wishes.ask_wish
        programs.feedback.services.wishes.drop_wish programs.feedback.services.wishes.take_wish_back
        programs.feedback.services.wishes.want_it_no_more programs.feedback.services.wishes.want_it_too
    """,
}
"""Reason to names."""
