package io.procession.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Classes that speak for themselves: what they say is kept, and so is the identity of what they
 * refer to.
 */
@SuppressWarnings("serial") // fields that are not Serializable are the point
class GraphCodecProtocolsTest {

    /** Plain data, not Serializable. */
    static class Data {
        int number;
        @Nullable Object back;

        Data(int number) {
            this.number = number;
        }
    }

    static class Base implements Serializable {
        int inBase = 1;
        transient String restored = "initial";

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeUTF("from base");
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            restored = in.readUTF();
        }
    }

    static class Derived extends Base {
        Data data = new Data(5);
        transient Object extra = new Data(6);
        transient int end;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeInt(7);
            out.writeObject(extra);
            out.writeObject(data);
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            end = in.readInt();
            extra = in.readObject();
            assertThat(in.readObject()).isSameAs(data);
            assertThatThrownBy(in::readObject).isInstanceOf(IOException.class);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    static class Renamed implements Serializable {
        @SuppressWarnings("UnusedVariable") // read by serialisation
        private static final ObjectStreamField[] serialPersistentFields = {
            new ObjectStreamField("first", String.class), new ObjectStreamField("count", int.class)
        };

        transient String name = "n";
        transient int size = 3;

        private void writeObject(ObjectOutputStream out) throws IOException {
            ObjectOutputStream.PutField fields = out.putFields();
            fields.put("first", name);
            fields.put("count", size);
            out.writeFields();
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            ObjectInputStream.GetField fields = in.readFields();
            name = (String) fields.get("first", null);
            size = fields.get("count", 0);
        }
    }

    public static class External implements Externalizable {
        Object held = "x";
        int number = 4;

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeInt(number);
            out.writeObject(held);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
            number = in.readInt();
            held = in.readObject();
        }
    }

    static final class Single implements Serializable {
        static final Single INSTANCE = new Single();

        private Object readResolve() {
            return INSTANCE;
        }
    }

    static final class Replaced implements Serializable {
        final transient Object value;

        Replaced(Object value) {
            this.value = value;
        }

        private Object writeReplace() {
            return new Proxy(value);
        }

        private record Proxy(Object value) implements Serializable {
            private Object readResolve() {
                return new Replaced(value);
            }
        }
    }

    /** Replaced by something that refers to it: a cycle that nobody can rebuild. */
    static final class Endless implements Serializable {
        private Object writeReplace() {
            return new Object[] {this};
        }
    }

    static final class Impossible implements Serializable {
        private Object writeReplace() {
            return new Wrapper(this);
        }

        private record Wrapper(Object held) implements Serializable {}
    }

    /** JDK serialisation asks it for a replacement wherever it meets it. */
    static final class ReplacedByAList implements Serializable {
        private Object writeReplace() {
            SpeakingList list = new SpeakingList();
            list.held = this;
            return list;
        }
    }

    static final class SpeakingList extends ArrayList<Object> {
        transient @Nullable Object held;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeObject(held);
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            held = in.readObject();
        }
    }

    static class MyArrayList extends ArrayList<Object> {
        Object extra = new Data(9);
    }

    static class MyHashSet extends HashSet<Object> {
        int extra = 9;
    }

    @Test
    void travel_ownWriteObject_isHeard() throws Exception {
        Derived back = Codecs.travel(new Derived());
        assertThat(back.inBase).isEqualTo(1);
        assertThat(back.restored).isEqualTo("from base");
        assertThat(back.end).isEqualTo(7);
        assertThat(back.data.number).isEqualTo(5);
        assertThat(((Data) back.extra).number).isEqualTo(6);
    }

    @Test
    void travel_ownFieldsByName_areKept() throws Exception {
        Renamed value = new Renamed();
        value.name = "other";
        Renamed back = Codecs.travel(value);
        assertThat(back.name).isEqualTo("other");
        assertThat(back.size).isEqualTo(3);
    }

    @Test
    void travel_externalizable_isHeard() throws Exception {
        External value = new External();
        value.number = 11;
        value.held = value;
        External back = Codecs.travel(value);
        assertThat(back.number).isEqualTo(11);
        assertThat(back.held).isSameAs(back);
    }

    @Test
    void travel_readResolve_givesTheOneInstance() throws Exception {
        Object[] back = Codecs.travel(new Object[] {Single.INSTANCE, List.of(Single.INSTANCE)});
        assertThat(back[0]).isSameAs(Single.INSTANCE);
        assertThat(back[1]).isEqualTo(List.of(Single.INSTANCE));
    }

    @Test
    void travel_replacedObject_isOneObjectWhereverItIsReferredTo() throws Exception {
        Replaced value = new Replaced(new Data(3));
        Derived derived = new Derived();
        derived.extra = value;
        Object[] back = Codecs.travel(new Object[] {value, List.of(value), derived});
        assertThat(((Data) ((Replaced) back[0]).value).number).isEqualTo(3);
        assertThat(((List<?>) back[1]).get(0)).isSameAs(back[0]);
        assertThat(((Derived) back[2]).extra).isSameAs(back[0]);
    }

    @Test
    void travel_cycleThroughAProtocol_isThereAgain() throws Exception {
        Derived value = new Derived();
        value.data.back = value;
        Derived back = Codecs.travel(value);
        assertThat(back.data.back).isSameAs(back);
        Data fromData = Codecs.travel(value.data);
        assertThat((Derived) fromData.back).extracting(derived -> derived.data).isSameAs(fromData);
        Data holder = new Data(1);
        holder.back = new Replaced(holder);
        Data holderBack = Codecs.travel(holder);
        assertThat((Replaced) holderBack.back)
                .extracting(replaced -> replaced.value)
                .isSameAs(holderBack);
    }

    @Test
    void travel_objectReplacedByWhatRefersToIt_endsOneWayOrTheOther() throws Exception {
        Object[] back = (Object[]) Codecs.<Object>travel(new Endless());
        assertThat(back[0]).isSameAs(back);
        assertThatThrownBy(() -> Codecs.travel(new Impossible()))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining("cycle through objects that can only be made whole");
    }

    @Test
    void encode_replacementsWithoutEnd_areRefused() {
        assertThatThrownBy(() -> Codecs.encode(new ReplacedByAList()))
                .isInstanceOf(CannotTravelException.class)
                .hasMessageContaining(SpeakingList.class.getName())
                .hasMessageContaining("would never end");
    }

    @Test
    void travel_deepNestOfIslands_travels() throws Exception {
        int depth = 20_000;
        SpeakingList list = new SpeakingList();
        for (int i = 1; i < depth; i++) {
            SpeakingList outer = new SpeakingList();
            outer.held = list;
            list = outer;
        }
        int count = 0;
        for (Object each = Codecs.travel(list); each instanceof SpeakingList back; count++) {
            each = back.held;
        }
        assertThat(count).isEqualTo(depth);
    }

    @Test
    void travel_subclassesOfCollections_keepContentFieldsAndIdentity() throws Exception {
        MyArrayList list = new MyArrayList();
        Data shared = new Data(1);
        list.add(shared);
        list.add(list);
        Object[] back = Codecs.travel(new Object[] {list, shared});
        MyArrayList listBack = (MyArrayList) back[0];
        assertThat(listBack.get(0)).isSameAs(back[1]);
        assertThat(listBack.get(1)).isSameAs(listBack);
        assertThat(((Data) listBack.extra).number).isEqualTo(9);
        MyHashSet set = new MyHashSet();
        set.extra = 2;
        set.add("a");
        assertThat(Codecs.travel(set)).isEqualTo(set);
        assertThat(Codecs.travel(set).extra).isEqualTo(2);
        Map<Object, Object> anonymous =
                new LinkedHashMap<>(4, 0.75f, true) {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Object, Object> eldest) {
                        return size() > 2;
                    }
                };
        anonymous.put(1, shared);
        anonymous.put(2, anonymous.get(1));
        Map<Object, Object> anonymousBack = Codecs.travel(anonymous);
        anonymousBack.put(3, "x");
        assertThat(anonymousBack.keySet()).containsExactly(2, 3);
        assertThat(anonymousBack.get(2)).isInstanceOf(Data.class);
    }

    @Test
    void travel_accessOrder_isKept() throws Exception {
        Map<Object, Object> map = new LinkedHashMap<>(8, 0.75f, true);
        map.putAll(Map.of(1, "a", 2, "b"));
        Map<Object, Object> back = Codecs.travel(map);
        Object eldest = back.keySet().iterator().next();
        back.get(eldest);
        assertThat(back.keySet().iterator().next()).isNotEqualTo(eldest);
        assertThat(Arrays.asList(map.keySet().toArray())).contains(1, 2);
    }
}
