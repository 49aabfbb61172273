// SPDX-License-Identifier: MIT
pragma solidity ^0.8.26;

import {Blockhash} from "@openzeppelin/contracts/utils/Blockhash.sol";
import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";
import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {ChainProof, ProvenAccount, ProvenBlock, ProvenReceipt} from "../../../contracts/kernel/ChainProof.sol";
import {TestBase} from "../support/TestBase.sol";

/// Headers and tries of any content, of which the chain is made to know the hash.
contract ChainProofTest is TestBase {
    using RLP for *;

    /// What EIP-2935 has at its address.
    bytes private constant HISTORY_CODE =
        hex"3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500";
    uint256 private constant RING = 8_191;
    uint256 private constant NOW = 1_000_000;
    uint256 private constant THEN = NOW - 300;

    bytes32 private _stateRoot;
    bytes32 private _receiptsRoot;
    uint256 private _timestamp;

    function setUp() external {
        vm.roll(NOW);
        vm.etch(Blockhash.HISTORY_STORAGE_ADDRESS, HISTORY_CODE);
    }

    /// Any header of 15 fields or more is read by its places, whatever else is in it; one of less is refused.
    function testFuzz_FieldsAreReadByTheirPlaces(bytes32 seed, uint8 count, uint48 timestamp) external {
        count = uint8(_bound(count, 12, 30));
        (_stateRoot, _receiptsRoot, _timestamp) = (keccak256(abi.encode(seed)), seed, timestamp);
        bytes memory header = _header(THEN, count, seed);
        _plant(THEN, header);
        if (count < 15) {
            vm.expectRevert(abi.encodeWithSelector(ChainProof.ChainProofMalformed.selector));
            this.authenticate(header);
            return;
        }
        ProvenBlock memory proven = ChainProof.authenticate(header);
        vm.assertEq(proven.number, THEN, "number");
        vm.assertEq(proven.timestamp, timestamp, "timestamp");
        vm.assertEq(proven.hash, keccak256(header), "hash");
        vm.assertEq(proven.stateRoot, _stateRoot, "state root");
        vm.assertEq(proven.receiptsRoot, seed, "receipts root");
    }

    /// No header but the one that the chain knows is accepted.
    function testFuzz_NoOtherHeaderIsAccepted(bytes32 seed, uint256 place, bytes1 mask) external {
        bytes memory header = _header(THEN, 21, seed);
        _plant(THEN, header);
        ChainProof.authenticate(header);
        vm.assume(mask != 0);
        place %= header.length;
        header[place] ^= mask;
        try this.authenticate(header) {
            vm.assertTrue(false, "accepted");
        } catch (bytes memory reason) {
            _assertNamed(reason);
        }
    }

    /// Bytes of any kind are refused by an error that has a name.
    function testFuzz_NoBytesAreAccepted(bytes calldata header) external view {
        try this.authenticate(header) {
            vm.assertTrue(false, "accepted");
        } catch (bytes memory reason) {
            _assertNamed(reason);
        }
    }

    /// A block of the past is known for 8,191 blocks, and no block from the current one on ever is.
    function testFuzz_HistoryReachesSoFar(uint64 number, uint16 back) external {
        uint256 current = _bound(number, 20_000, type(uint64).max);
        vm.roll(current);
        uint256 past = current - _bound(back, 257, 10_000);
        bytes memory header = _header(past, 21, bytes32(0));
        _plant(past, header);
        if (current - past <= RING) {
            vm.assertEq(ChainProof.authenticate(header).number, past, "number");
        } else {
            vm.expectRevert(abi.encodeWithSelector(ChainProof.ChainProofOutOfReach.selector, past, current));
            this.authenticate(header);
        }
        bytes memory future = _header(current + back, 21, bytes32(0));
        _plant(current + back, future);
        vm.expectRevert(abi.encodeWithSelector(ChainProof.ChainProofOutOfReach.selector, current + back, current));
        this.authenticate(future);
    }

    /// An account of any content, at the end of a path of any kind, is shown as it is.
    function testFuzz_AnAccountIsShownAsItIs(
        address owner,
        uint64 nonce,
        uint256 balance,
        bytes32 storageRoot,
        bytes32 codeHash,
        uint256 shape
    ) external {
        bytes memory leaf = _account(nonce, balance, storageRoot, codeHash);
        bytes[] memory proof = _proof(keccak256(abi.encodePacked(owner)), 64, leaf, shape);
        _stateRoot = keccak256(proof[0]);
        bytes memory header = _header(THEN, 21, codeHash);
        _plant(THEN, header);
        ProvenAccount memory proven = ChainProof.authenticate(header).account(owner, proof);
        vm.assertEq(proven.nonce, nonce, "nonce");
        vm.assertEq(proven.balance, balance, "balance");
        vm.assertEq(proven.storageRoot, storageRoot, "storage root");
        vm.assertEq(proven.codeHash, codeHash, "code hash");
        vm.assertTrue(proven.hasNoCode() == (codeHash == keccak256("")), "code");
    }

    /// What is accepted of a proof, and what it leads to, is what OpenZeppelin's `TrieProof` says, whatever was done to the proof.
    function testFuzz_AgreesWithOpenZeppelin(
        address owner,
        bytes32 seed,
        uint256 shape,
        uint8 change,
        uint256 place,
        uint8 value
    ) external {
        bytes32 key = keccak256(abi.encodePacked(owner));
        bytes[] memory proof = _proof(key, 64, _account(uint64(uint256(seed)), 5, seed, keccak256("")), shape);
        bytes memory last = proof[proof.length - 1];
        bytes memory some = proof[place % proof.length];
        if (change % 8 == 0) some[value % some.length] ^= bytes1(uint8(1 << (place % 8)));
        else if (change % 8 == 1) proof[place % proof.length] = abi.encodePacked(some, value);
        else if (change % 8 == 2) proof[place % proof.length] = last;
        else if (change % 8 == 3) owner = address(uint160(owner) ^ uint160(1 << (place % 160)));
        else if (change % 8 == 4) proof = _resized(proof, 1 + (place % (proof.length + 2)));
        // The root is that of the changed proof: the first node is always the right one.
        _stateRoot = keccak256(proof[0]);
        bytes memory header = _header(THEN, 21, seed);
        _plant(THEN, header);

        (bool theirs, bytes memory expected) = _theirs(abi.encodePacked(keccak256(abi.encodePacked(owner))), proof);
        try this.account(header, owner, proof) returns (ProvenAccount memory proven) {
            vm.assertTrue(theirs, "accepted by us alone");
            Memory.Slice[] memory items = expected.decodeList();
            vm.assertEq(proven.nonce, _wordOf(items[0]), "nonce");
            vm.assertEq(proven.balance, _wordOf(items[1]), "balance");
            vm.assertEq(uint256(proven.storageRoot), _wordOf(items[2]), "storage root");
            vm.assertEq(uint256(proven.codeHash), _wordOf(items[3]), "code hash");
        } catch (bytes memory reason) {
            vm.assertTrue(!theirs || change % 8 == 0, "accepted by them alone");
            _assertNamed(reason);
        }
    }

    /// A receipt of any type and place is shown as it is.
    function testFuzz_AReceiptIsShownAsItIs(
        uint64 index,
        uint8 kind,
        bool success,
        uint64 gas,
        uint256 shape
    ) external {
        kind %= 0x80;
        bytes[] memory items = new bytes[](4);
        items[0] = success.encode();
        items[1] = uint256(gas).encode();
        items[2] = new bytes(256).encode();
        items[3] = new bytes[](0).encode();
        bytes memory raw = kind == 0 ? items.encode() : abi.encodePacked(kind, items.encode());
        bytes memory key = uint256(index).encode();
        bytes[] memory proof = _proof(bytes32(key), 2 * key.length, raw, shape);
        _receiptsRoot = keccak256(proof[0]);
        bytes memory header = _header(THEN, 21, bytes32(0));
        _plant(THEN, header);
        ProvenReceipt memory proven = ChainProof.authenticate(header).receipt(index, proof);
        vm.assertTrue(proven.success == success, "success");
        vm.assertEq(proven.kind, kind, "kind");
        vm.assertEq(keccak256(proven.raw), keccak256(raw), "raw");
    }

    function authenticate(bytes calldata header) external view returns (ProvenBlock memory) {
        return ChainProof.authenticate(header);
    }

    function account(
        bytes calldata header,
        address owner,
        bytes[] calldata proof
    ) external view returns (ProvenAccount memory) {
        return ChainProof.authenticate(header).account(owner, proof);
    }

    function traverse(bytes32 root, bytes calldata key, bytes[] calldata proof) external pure returns (bytes memory) {
        return TrieProof.traverse(root, key, proof);
    }

    /// Has the chain know a header as that of a block.
    function _plant(uint256 number, bytes memory header) private {
        vm.store(Blockhash.HISTORY_STORAGE_ADDRESS, bytes32(number % RING), keccak256(header));
    }

    function _header(uint256 number, uint256 count, bytes32 seed) private view returns (bytes memory) {
        bytes[] memory fields = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) {
            // Of any length, from none to more than a word.
            bytes memory any = new bytes(uint8(seed[i]) % 70);
            for (uint256 k = 0; k < any.length; ++k) any[k] = seed[(i + k) % 32];
            fields[i] = any.encode();
        }
        fields[3] = _stateRoot.encode();
        fields[5] = _receiptsRoot.encode();
        fields[8] = number.encode();
        fields[11] = _timestamp.encode();
        return fields.encode();
    }

    function _account(
        uint64 nonce,
        uint256 balance,
        bytes32 storageRoot,
        bytes32 codeHash
    ) private pure returns (bytes memory) {
        bytes[] memory items = new bytes[](4);
        items[0] = uint256(nonce).encode();
        items[1] = balance.encode();
        items[2] = storageRoot.encode();
        items[3] = codeHash.encode();
        return items.encode();
    }

    /// Nodes that lead to a value: up to nine branches and extensions, as the bits of `shape` say, and a leaf.
    function _proof(
        bytes32 key,
        uint256 digits,
        bytes memory value,
        uint256 shape
    ) private pure returns (bytes[] memory proof) {
        uint256[] memory starts = new uint256[](10);
        uint256 count;
        while (count < shape % 10 && starts[count] + _takes(shape, count) <= digits) {
            starts[count + 1] = starts[count] + _takes(shape, count);
            ++count;
        }
        proof = new bytes[](count + 1);
        proof[count] = _pair(_path(key, starts[count], digits, 0x20), value.encode());
        for (uint256 i = count; i > 0; --i) {
            bytes memory below = keccak256(proof[i]).encode();
            proof[i - 1] =
                _extends(shape, i - 1)
                    ? _pair(_path(key, starts[i - 1], starts[i], 0), below)
                    : _branch(_digit(key, starts[i - 1]), below, shape);
        }
    }

    function _extends(uint256 shape, uint256 step) private pure returns (bool) {
        return (shape >> (16 + step)) & 1 == 1;
    }

    /// How many digits a step takes: a branch one, an extension up to four.
    function _takes(uint256 shape, uint256 step) private pure returns (uint256) {
        return _extends(shape, step) ? 1 + ((shape >> (32 + 2 * step)) % 4) : 1;
    }

    function _pair(bytes memory path, bytes memory second) private pure returns (bytes memory) {
        bytes[] memory pair = new bytes[](2);
        pair[0] = path.encode();
        pair[1] = second;
        return pair.encode();
    }

    function _branch(uint256 digit, bytes memory below, uint256 shape) private pure returns (bytes memory) {
        bytes[] memory places = new bytes[](17);
        for (uint256 i = 0; i < 17; ++i) {
            bool isTaken = i < 16 && (shape >> (64 + i)) & 1 == 1;
            places[i] = isTaken ? keccak256(abi.encode(digit, i)).encode() : bytes("").encode();
        }
        places[digit] = below;
        return places.encode();
    }

    /// Digits of a key as a node writes them.
    function _path(bytes32 key, uint256 from, uint256 to, uint8 flags) private pure returns (bytes memory path) {
        uint256 count = to - from;
        path = new bytes(1 + count / 2);
        path[0] = bytes1(count % 2 == 1 ? flags + 0x10 + _digit(key, from) : flags);
        for (uint256 i = 1; i < path.length; ++i) {
            uint256 first = to - 2 * (path.length - i);
            path[i] = bytes1(_digit(key, first) * 16 + _digit(key, first + 1));
        }
    }

    function _digit(bytes32 key, uint256 place) private pure returns (uint8) {
        return uint8(uint256(key) >> (252 - 4 * place)) & 15;
    }

    function _resized(bytes[] memory proof, uint256 length) private pure returns (bytes[] memory resized) {
        resized = new bytes[](length);
        for (uint256 i = 0; i < length; ++i) resized[i] = proof[i < proof.length ? i : proof.length - 1];
    }

    function _theirs(bytes memory key, bytes[] memory proof) private view returns (bool, bytes memory) {
        try this.traverse(_stateRoot, key, proof) returns (bytes memory value) {
            return (true, value);
        } catch {
            return (false, "");
        }
    }

    /// A changed byte may make an item longer than a word; we show it as the greatest one.
    function _wordOf(Memory.Slice item) private pure returns (uint256) {
        return Memory.length(item) > 33 ? type(uint256).max : item.readUint256();
    }

    /// Neither a panic nor a revert without a reason.
    function _assertNamed(bytes memory reason) private pure {
        bytes4 selector = bytes4(reason);
        vm.assertTrue(
            selector == ChainProof.ChainProofMalformed.selector ||
                selector == ChainProof.ChainProofOutOfReach.selector ||
                selector == ChainProof.ChainProofNoHistory.selector ||
                selector == ChainProof.ChainProofOtherBlock.selector ||
                selector == ChainProof.ChainProofInvalid.selector ||
                selector == ChainProof.ChainProofAbsent.selector ||
                selector == ChainProof.ChainProofAccountFormat.selector,
            "an error with a name"
        );
    }
}
