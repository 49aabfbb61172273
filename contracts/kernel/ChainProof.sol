// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Blockhash} from "@openzeppelin/contracts/utils/Blockhash.sol";
import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";

/// @notice A block whose header has the hash that the chain knows for its number.
struct ProvenBlock {
    uint256 number;
    uint256 timestamp;
    bytes32 hash;
    bytes32 stateRoot;
    bytes32 transactionsRoot;
    bytes32 receiptsRoot;
}

/// @notice An account as it was at the end of a block.
struct ProvenAccount {
    uint256 nonce;
    uint256 balance;
    bytes32 storageRoot;
    bytes32 codeHash;
}

/// @notice The receipt of a transaction: whether it succeeded, its type (0 for one from before types), and the receipt as the trie holds it.
struct ProvenReceipt {
    bool success;
    uint8 kind;
    bytes raw;
}

using ChainProof for ProvenBlock global;
using ChainProof for ProvenAccount global;

/// @title ChainProof
/// @notice What the chain itself says about a block of its past: an account, a transaction, a receipt. Nobody has to be trusted for it:
/// whoever brings the header and the proof, only the true ones are accepted.
///
/// Example. Ada's account has nonce 7 at the end of block 1,000. In block 1,200 anybody shows it: the header of block 1,000, of which the chain
/// still knows the hash, and the nodes of the state trie that lead from the header's state root to Ada's account.
///
/// ```solidity
/// function nonceAt(bytes calldata header, address owner, bytes[] calldata proof) external view returns (uint256 nonce) {
///     ProvenBlock memory proven = ChainProof.authenticate(header); // number 1000, its timestamp, its roots
///     ProvenAccount memory account = proven.account(owner, proof); // nonce 7
///     if (!account.hasNoCode()) revert OwnerHasCode(owner); // a delegation by EIP-7702 counts as code
///     return account.nonce;
/// }
/// ```
///
/// How far back: 256 blocks on any chain; 8,191 where the chain keeps EIP-2935's history, as far as that has been filled.
/// @dev What is true here rests on one comparison, of the header's Keccak-256 with the hash of the chain. It is made each time, so that nothing else of a
/// header needs to be checked: its fields are read by their index, and a later fork may add more of them. All that is below a root is tied to it
/// by hashes as well, and a node is read only after its hash was compared.
///
/// The way down a trie is our own, with a third less gas in all than OpenZeppelin's `TrieProof`, to which tests hold it (docs/adr/0015). It knows the tries of a block and
/// no others: what these hold is so long that no node is shorter than its hash, and no key is the beginning of another. Nothing here follows a
/// storage root.
///
/// On a chain whose `block.number` isn't the number in its own headers (Arbitrum counts the blocks of L1 there) nothing is ever accepted. See docs/chain.md.
library ChainProof {
    using Memory for *;

    /// @notice The bytes are no header: a canonical RLP list of at least 15 fields, with nothing after it.
    error ChainProofMalformed();
    /// @notice The block isn't one of the 8,191 before the current one.
    error ChainProofOutOfReach(uint256 number, uint256 current);
    /// @notice The block is more than 256 back, and the chain keeps no history (EIP-2935), or has not kept it for so long.
    error ChainProofNoHistory(uint256 number);
    /// @notice The chain's block of that number has another hash than the header.
    error ChainProofOtherBlock(uint256 number, bytes32 hash);
    /// @notice The nodes don't lead from the root to the key: `node` is the place of the first that doesn't fit, or is missing.
    error ChainProofInvalid(uint256 node);
    /// @notice The nodes show that there is nothing: no such account in the state, no such place in the block.
    error ChainProofAbsent();
    /// @notice What the chain keeps of an account has another format than nonce, balance, storage root and code hash.
    error ChainProofAccountFormat(uint256 items);
    /// @notice What the chain keeps as a receipt has no status: it is of a format that isn't known, or of the time before Byzantium.
    error ChainProofReceiptFormat();

    /// How many blocks back the chain can know a hash, by EIP-2935.
    uint256 internal constant REACH = 8_191;

    /// The code hash of an account that has no code.
    bytes32 internal constant NO_CODE = keccak256("");

    /// How many blocks back every chain knows a hash.
    uint256 private constant NEAR = 256;
    /// What a header has had since the first block ever: up to its nonce.
    uint256 private constant FEWEST_FIELDS = 15;
    uint256 private constant STATE_ROOT = 3;
    uint256 private constant TRANSACTIONS_ROOT = 4;
    uint256 private constant RECEIPTS_ROOT = 5;
    uint256 private constant NUMBER = 8;
    uint256 private constant TIMESTAMP = 11;

    uint256 private constant ACCOUNT_ITEMS = 4;
    /// Status, gas, bloom and logs; some chains append more.
    uint256 private constant FEWEST_RECEIPT_ITEMS = 4;
    /// What an RLP item begins with: bytes below this one stand for themselves, others of short data with their number, ...
    uint256 private constant SHORT = 0x80;
    /// ... of long data with how many bytes tell their number, ...
    uint256 private constant LONG = 0xb7;
    /// ... and lists the same, from here ...
    uint256 private constant LIST = 0xc0;
    /// ... and here. All that is shorter than 56 bytes is short.
    uint256 private constant LONG_LIST = 0xf7;
    uint256 private constant SHORTEST_LONG = 56;

    uint256 private constant HASH_BYTES = 32;
    /// How many nodes a branch can lead to, one for each digit.
    uint256 private constant PLACES = 16;
    /// What a branch has where there is nothing, and before the hash of a node.
    uint256 private constant NOTHING = 0x80;
    uint256 private constant HASH = 0xa0;
    /// Flags of a path: whether it has an odd number of digits, and whether it is the end, a leaf.
    uint256 private constant ODD = 1;
    uint256 private constant LEAF = 2;

    /// @notice The block of a header, if the chain knows it by the hash of these bytes.
    /// @param header The header's RLP encoding.
    function authenticate(bytes memory header) internal view returns (ProvenBlock memory proven) {
        (uint256[] memory fields, uint256 count) = _words(header.asSlice(), FEWEST_FIELDS);
        if (count < FEWEST_FIELDS) revert ChainProofMalformed();
        proven.number = fields[NUMBER];
        proven.hash = keccak256(header);
        // A history contract that fails leaves some other word than the hash here, or none: that is refused all the same.
        if (Blockhash.blockHash(proven.number) != proven.hash) _refuse(proven.number, proven.hash);
        proven.timestamp = fields[TIMESTAMP];
        proven.stateRoot = bytes32(fields[STATE_ROOT]);
        proven.transactionsRoot = bytes32(fields[TRANSACTIONS_ROOT]);
        proven.receiptsRoot = bytes32(fields[RECEIPTS_ROOT]);
    }

    /// @notice An account at the end of the block. One that has never been touched isn't there, and can't be shown.
    /// @param proof The nodes of the state trie from the root to the account, as `eth_getProof` gives them.
    function account(
        ProvenBlock memory self,
        address owner,
        bytes[] memory proof
    ) internal pure returns (ProvenAccount memory proven) {
        Memory.Slice leaf = _at(self.stateRoot, keccak256(abi.encodePacked(owner)), HASH_BYTES, proof);
        (uint256[] memory items, uint256 count) = _words(leaf, ACCOUNT_ITEMS);
        if (count != ACCOUNT_ITEMS) revert ChainProofAccountFormat(count);
        proven = ProvenAccount(items[0], items[1], bytes32(items[2]), bytes32(items[3]));
    }

    /// @notice Whether the account had no code: no contract's, and no delegation by EIP-7702.
    function hasNoCode(ProvenAccount memory self) internal pure returns (bool) {
        return self.codeHash == NO_CODE;
    }

    /// @notice Whether the account's code was a delegation to `delegate` by EIP-7702.
    function delegatesTo(ProvenAccount memory self, address delegate) internal pure returns (bool) {
        return self.codeHash == keccak256(abi.encodePacked(hex"ef0100", delegate));
    }

    /// @notice A transaction of the block.
    /// @param index Its place in the block, from 0.
    /// @return raw The transaction as it was signed and sent: its type and its fields, or just the fields of one from before types.
    /// @return hash The transaction's hash.
    function transaction(
        ProvenBlock memory self,
        uint256 index,
        bytes[] memory proof
    ) internal pure returns (bytes memory raw, bytes32 hash) {
        raw = _atIndex(self.transactionsRoot, index, proof).toBytes();
        hash = keccak256(raw);
    }

    /// @notice The receipt of a transaction of the block.
    /// @param index The transaction's place in the block, from 0.
    function receipt(
        ProvenBlock memory self,
        uint256 index,
        bytes[] memory proof
    ) internal pure returns (ProvenReceipt memory proven) {
        Memory.Slice body = _atIndex(self.receiptsRoot, index, proof);
        proven.raw = body.toBytes();
        uint256 first = _byteAt(body, 0);
        // A type (EIP-2718), where the list doesn't begin at once.
        if (first < SHORT) {
            proven.kind = uint8(first);
            body = body.slice(1);
        }
        (uint256[] memory items, uint256 count) = _words(body, 1);
        // A receipt from before Byzantium has a state root there.
        if (count < FEWEST_RECEIPT_ITEMS || items[0] > 1) revert ChainProofReceiptFormat();
        proven.success = items[0] == 1;
    }

    // ---- the way down a trie ----

    /// What the trie over a block's transactions or receipts holds at a place: its key is the place in RLP.
    function _atIndex(bytes32 root, uint256 index, bytes[] memory proof) private pure returns (Memory.Slice) {
        bytes memory key = RLP.encode(index);
        if (key.length > HASH_BYTES) revert ChainProofAbsent();
        return _at(root, bytes32(key), key.length, proof);
    }

    /// What a trie holds at a key of at most 32 bytes: the content of its leaf, where that lies in the proof.
    function _at(bytes32 root, bytes32 key, uint256 size, bytes[] memory proof) private pure returns (Memory.Slice) {
        // The digits that are still to go, from the highest bits on, and how many they are.
        uint256 path = uint256(key);
        uint256 left = 2 * size;
        for (uint256 i = 0; i < proof.length; ++i) {
            if (keccak256(proof[i]) != root) revert ChainProofInvalid(i);
            (uint256 digits, bool isLeaf, Memory.Slice content) = _step(proof[i].asSlice(), path, left);
            path <<= 4 * digits;
            left -= digits;
            if (isLeaf) {
                if (left != 0) revert ChainProofAbsent();
                if (i + 1 != proof.length) revert ChainProofInvalid(i + 1);
                return content;
            }
            if (content.length() != HASH_BYTES) revert ChainProofMalformed();
            root = bytes32(_wordAt(content, 0));
        }
        revert ChainProofInvalid(proof.length);
    }

    /// What a node says: how many digits it takes, and what comes then: the content of a leaf, or the hash of the next node.
    function _step(
        Memory.Slice node,
        uint256 path,
        uint256 left
    ) private pure returns (uint256 digits, bool isLeaf, Memory.Slice content) {
        uint256 first = _listOf(node);
        (uint256 start, uint256 length) = _data(node, first);
        (uint256 second, uint256 size) = _data(node, start + length);
        // A path and what comes after it, or else a branch.
        if (second + size != node.length()) {
            if (left == 0) revert ChainProofAbsent();
            return (1, false, _child(node, first, path >> 252));
        }
        if (length == 0 || size == 0) revert ChainProofMalformed();
        uint256 flags = _byteAt(node, start) >> 4;
        isLeaf = flags & LEAF != 0;
        digits = 2 * (length - 1) + (flags & ODD);
        if (flags > LEAF + ODD || (digits == 0 && !isLeaf)) revert ChainProofMalformed();
        // The digits begin with the flags' other half, or in the byte after.
        uint256 own = flags & ODD != 0 ? _wordAt(node, start) << 4 : _wordAt(node, start + 1);
        if (digits > left || (own ^ path) >> (256 - 4 * digits) != 0) revert ChainProofAbsent();
        content = node.slice(second, size);
    }

    /// The hash that a branch has for a digit. It has a place for each, and one more for a key that ends there, which none does.
    function _child(Memory.Slice branch, uint256 place, uint256 digit) private pure returns (Memory.Slice) {
        uint256 found;
        for (uint256 i = 0; i < PLACES; ++i) {
            uint256 head = _byteAt(branch, place);
            if (head == HASH) {
                if (i == digit) found = place + 1;
                place += HASH_BYTES;
            } else if (head != NOTHING) {
                revert ChainProofMalformed();
            }
            ++place;
        }
        (uint256 start, uint256 length) = _data(branch, place);
        if (start + length != branch.length()) revert ChainProofMalformed();
        if (found == 0) revert ChainProofAbsent();
        return branch.slice(found, HASH_BYTES);
    }

    // ---- RLP ----

    /// The first items of a list that has nothing after it, and how many it has in all. Data that is too long for a word shows as the greatest one; after
    /// those that are asked for there may be anything.
    function _words(Memory.Slice list, uint256 most) private pure returns (uint256[] memory words, uint256 count) {
        words = new uint256[](most);
        uint256 end = list.length();
        uint256 place = _listOf(list);
        while (place < end) {
            bool isList;
            uint256 length;
            (isList, place, length) = _item(list, place);
            if (count < most) {
                if (isList) revert ChainProofMalformed();
                if (length > 32) words[count] = type(uint256).max;
                else if (length != 0) words[count] = _wordAt(list, place) >> (256 - 8 * length);
            }
            place += length;
            ++count;
        }
    }

    /// Where the items of a list begin. It has nothing after it.
    function _listOf(Memory.Slice data) private pure returns (uint256) {
        (bool isList, uint256 start, uint256 length) = _item(data, 0);
        if (!isList || start + length != data.length()) revert ChainProofMalformed();
        return start;
    }

    /// The item at a place, which is no list.
    function _data(Memory.Slice data, uint256 place) private pure returns (uint256 start, uint256 length) {
        bool isList;
        (isList, start, length) = _item(data, place);
        if (isList) revert ChainProofMalformed();
    }

    /// Where the content of the item at a place begins, and how long it is. It lies within the data, and is encoded in the only way there is.
    function _item(Memory.Slice data, uint256 place) private pure returns (bool isList, uint256 start, uint256 length) {
        uint256 word = _wordAt(data, place);
        uint256 first = word >> 248;
        if (first < SHORT) return (false, place, 1);
        isList = first >= LIST;
        uint256 long = isList ? LONG_LIST : LONG;
        start = place + 1;
        bool canonical = true;
        if (first <= long) {
            length = first - (isList ? LIST : SHORT);
            if (first == SHORT + 1) canonical = (word << 8) >> 248 >= SHORT;
        } else {
            uint256 width = first - long;
            start += width;
            // At most eight bytes.
            length = (word << 8) >> (256 - 8 * width);
            canonical = length >= SHORTEST_LONG && length >> (8 * (width - 1)) != 0;
        }
        if (!canonical || start + length > data.length()) revert ChainProofMalformed();
    }

    function _byteAt(Memory.Slice data, uint256 place) private pure returns (uint256) {
        return _wordAt(data, place) >> 248;
    }

    /// The 32 bytes from a place on. Past the end of the data they are anything, so nobody may look at those: `Memory.load` clears them, and a proof of
    /// nine full nodes would cost 80,000 gas more.
    function _wordAt(Memory.Slice data, uint256 place) private pure returns (uint256 word) {
        if (place >= data.length()) revert ChainProofMalformed();
        assembly ("memory-safe") {
            // A slice is its length and where it begins, of 128 bits each.
            word := mload(add(and(data, 0xffffffffffffffffffffffffffffffff), place))
        }
    }

    // ---- hashes of the chain ----

    /// @notice The hash that the chain knows for a block: one of the last 256, or of the last 8,191 where it keeps their history (EIP-2935). Zero for any other.
    function hashOf(uint256 number) internal view returns (bytes32 hash) {
        uint256 current = block.number;
        if (number >= current || current - number > REACH) return 0;
        if (current - number <= NEAR) return blockhash(number);
        // One that fails may answer with anything, and whoever reads it might take that for a hash.
        (bool served, bytes memory answer) = Blockhash.HISTORY_STORAGE_ADDRESS.staticcall(abi.encode(number));
        if (served && answer.length == HASH_BYTES) hash = bytes32(answer);
    }

    /// Says why a header was refused: the chain can't know so old a block, doesn't keep what it could, or knows another one.
    function _refuse(uint256 number, bytes32 hash) private view {
        uint256 current = block.number;
        if (number >= current || current - number > REACH) revert ChainProofOutOfReach(number, current);
        if (hashOf(number) == 0) revert ChainProofNoHistory(number);
        revert ChainProofOtherBlock(number, hash);
    }
}
