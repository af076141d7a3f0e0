package io.procession.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttachmentTest {

    private final List<byte[][]> released = new ArrayList<>();
    private final byte[][] chunks = {new byte[10]};
    private final Attachment attachment =
            new Attachment(new Payload(chunks, new int[] {10}, released::add));

    @Test
    void release_whileNobodyWrites_givesTheBytesBackOnce() {
        attachment.close();
        assertThat(released).isEmpty();
        attachment.release();
        attachment.release();
        assertThat(released).containsExactly(chunks);
        assertThat(attachment.lend()).isNull();
    }

    @Test
    void release_whileSomebodyWrites_waitsForThat() {
        Payload first = attachment.lend();
        assertThat(first).isNotNull();
        assertThat(attachment.lend()).isSameAs(first);
        attachment.close();
        attachment.release();
        attachment.giveBack();
        assertThat(released).isEmpty();
        attachment.giveBack();
        assertThat(released).containsExactly(chunks);
    }

    @Test
    void close_letsCallsThatWaitHaveTheBytes() {
        attachment.close();
        assertThat(attachment.lend()).isNotNull();
        attachment.giveBack();
        assertThat(released).isEmpty();
    }

    @Test
    void heldBy_whoComesTooLate_forgetsAtOnce() {
        List<Attachment> forgotten = new ArrayList<>();
        attachment.close();
        assertThat(attachment.heldBy(forgotten::add)).isTrue();
        assertThat(forgotten).containsExactly(attachment);
    }
}
