"""The queue in Discord: one card a post, buttons that outlive restarts, and one winner."""

import asyncio

from tests.fakes.discord.replies import visible


def queue(town):
    return town.server.said(town.desk)


def test_a_flagged_post_becomes_one_card_with_everything_on_it(loop_run, tmp_path):
    async def story(town):
        post, card = await town.flagged()
        for _ in range(3):
            await town.cog("Reviews").look()
        assert len(queue(town)) == 1
        text = visible(card)
        for part in ("ben", "#general", "medium priority", "handmade lamps", "Their balance here", "Agree"):
            assert part in text
        assert post.jump_url in text
        assert card.pings == []

    loop_run(story, tmp_path)


def test_a_click_decides_and_undo_takes_it_back(loop_run, tmp_path):
    async def story(town):
        _, card = await town.flagged()
        await town.server.click(town.mara, card, "Override")
        assert "Kept as a give by mara" in visible(card)
        history = await town.server.click(town.niko, card, "History")
        assert history.ephemeral
        assert "overrode" in history.text
        await town.server.click(town.niko, card, "Undo")
        assert "Is it?" in visible(card)

    loop_run(story, tmp_path)


def test_of_two_clicks_at_once_one_wins_and_the_other_is_told(loop_run, tmp_path):
    async def story(town):
        _, card = await town.flagged()
        one, two = await asyncio.gather(
            town.server.click(town.mara, card, "Agree"), town.server.click(town.niko, card, "Override")
        )
        told = [each.text for each in (one, two) if each.followups]
        assert len(told) == 1
        assert "was first" in told[0]
        winner = "mara" if one.followups == [] else "niko"
        assert winner in told[0]
        await town.server.until(lambda: winner in visible(card))

    loop_run(story, tmp_path)


def test_buttons_work_after_a_restart_and_for_posts_from_the_time_away(loop_run, tmp_path):
    async def story(town):
        _, card = await town.flagged()
        await town.stop()
        later = town.server.say(town.general, town.ann, "buy these too")
        await town.start()
        await town.server.click(town.mara, card, "Agree")
        assert "Called a take by mara" in visible(card)
        await town.record(later)
        await town.cog("Reviews").look()
        assert len(queue(town)) == 2
        await town.server.click(town.mara, queue(town)[1], "Unsure")
        assert "Left unsure" in visible(queue(town)[1])

    loop_run(story, tmp_path)


def test_an_edit_redraws_and_an_old_click_is_refused(loop_run, tmp_path):
    async def story(town):
        post, card = await town.flagged()
        town.server.edit(post, "buy my lamps, now with a coupon")
        await town.record(post)
        await town.office.ask(lambda tools: tools.reviewer.look(tools.millis))
        told = await town.server.click(town.mara, card, "Override")
        assert "edited since you looked" in told.text
        await town.server.until(lambda: "with a coupon" in visible(card))

    loop_run(story, tmp_path)


def test_a_deleted_post_leaves_no_text_on_the_card(loop_run, tmp_path):
    async def story(town):
        post, card = await town.flagged()

        def remove(tools):
            from msgspec.structs import replace

            from storage.models import Batch

            (old,) = tools.store.messages([f"discord:{post.id}"])
            with tools.store.transaction():
                gone = replace(old, text="", removed="author")
                tools.deriver.apply(tools.store.put(Batch(source="x", position=1, messages=(gone,))))

        await town.office.ask(remove)
        await town.cog("Reviews").look()
        assert "handmade" not in visible(card)
        assert "deleted" in visible(card)

    loop_run(story, tmp_path)


def test_a_lost_card_is_sent_again_and_a_lost_channel_is_told(loop_run, tmp_path):
    async def story(town):
        post, card = await town.flagged()
        town.server.delete(card)
        town.server.edit(post, "buy my lamps now")
        await town.record(post)
        await town.cog("Reviews").look()
        assert [visible(each).count("buy") for each in queue(town)] == [1]
        told = []
        town.cog("Reviews").cards.notice = lambda key, text: told.append(text)
        town.server.delete_channel(town.desk)
        await town.say(town.general, town.ann, "buy mine")
        await town.cog("Reviews").look()
        assert "cannot be used" in told[0]
        new = town.server.text(town.guild, "desk2")
        await town.office.set_up({"review.channel": f"discord:{new.id}"})
        await town.server.until(lambda: town.bot.get_channel(new.id))
        await town.cog("Reviews").look()
        assert len(town.server.said(new)) == 2

    loop_run(story, tmp_path)


def test_a_card_whose_answer_was_lost_is_found_and_not_sent_twice(loop_run, tmp_path):
    async def story(town):
        town.server.faults.add("POST /channels/{channel_id}/messages", lose=True, times=9)
        await town.say(town.general, town.ben, "buy this")
        await town.cog("Reviews").look()
        town.server.faults.waiting.clear()
        for message in queue(town):
            message.nonce = None
        await town.stop()
        await town.start()
        await town.cog("Reviews").look()
        await town.cog("Reviews").look()
        assert len(queue(town)) == 1
        await town.server.click(town.mara, queue(town)[0], "Agree")
        assert "Called a take" in visible(queue(town)[0])

    loop_run(story, tmp_path)


def test_that_discord_remembers_a_deleted_card_is_waited_out(loop_run, tmp_path):
    async def story(town):
        _, card = await town.flagged()
        town.server.delete(card)
        await town.office.ask(lambda tools: tools.store.lose_cards(f"discord:{town.desk.id}"))
        told = []
        town.cog("Reviews").cards.notice = lambda key, text: told.append(text)
        await town.cog("Reviews").look()
        assert (queue(town), told) == ([], [])
        card.nonce = None  # Discord forgets
        await town.cog("Reviews").look()
        assert len(queue(town)) == 1

    loop_run(story, tmp_path)


def test_only_moderators_decide(loop_run, tmp_path):
    async def story(town):
        await town.office.set_up({"review.channel": f"discord:{town.general.id}"})
        await town.say(town.general, town.ben, "buy this")
        await town.cog("Reviews").look()
        card = town.server.said(town.general)[-1]
        told = await town.server.click(town.ann, card, "Agree")
        assert "Only moderators" in told.text

    loop_run(story, tmp_path)


def test_what_was_said_in_private_does_not_show_where_others_read(loop_run, tmp_path):
    async def story(town):
        await town.office.set_up({"review.channel": f"discord:{town.general.id}"})
        await town.say(town.staff, town.mara, "buy our secret thing")
        await town.cog("Reviews").look()
        text = visible(town.server.said(town.general)[-1])
        assert "secret" not in text
        assert "staff" not in text
        assert "a private channel" in text

    loop_run(story, tmp_path)


def test_the_list_and_the_report_menu(loop_run, tmp_path):
    async def story(town):
        _post, _ = await town.flagged()
        listed = await town.server.slash(town.mara, town.desk, "queue")
        assert listed.ephemeral
        assert "1 open post" in listed.text
        one = await town.server.slash(town.mara, town.desk, "queue", number=1)
        await town.server.click(town.mara, one, "Snooze")
        assert "Snoozed by mara" in one.text
        other = await town.say(town.general, town.ben, "just hello")
        thanks = await town.server.message_menu(town.ann, other, "Report as promotion")
        assert "Thank you" in thanks.text
        await town.cog("Reviews").look()
        assert "Reported by\nann" in visible(queue(town)[-1])

    loop_run(story, tmp_path)
